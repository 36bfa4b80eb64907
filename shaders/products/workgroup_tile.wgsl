// workgroup_tile: a product of matrices for GPUs, by tiles in workgroup memory.
//
// A workgroup computes TILE_ROWS × TILE_COLUMNS values, a thread THREAD_ROWS × THREAD_COLUMNS of them. The sum goes by
// stages of DEPTH terms: the threads together bring that stretch of both factors into workgroup memory, neighbours
// reading neighbours, and while they compute with it the next stage is already on its way into registers.
//
//                 ┌───────── TILE_COLUMNS ─────────┐
//          DEPTH  │ right_tile      ▒▒▒▒      ▒▒▒▒ │   ▒ what a thread reads for each term: a quad of rows, or two
//                 └────────────────────────────────┘     half a tile apart, and a quad of columns, or two half a
//   ┌ DEPTH ┐     ┌────────────────────────────────┐     tile apart, so that neighbouring threads read neighbouring
//   │ left_ │     │                 ░░░░      ░░░░ │     banks
//   │ tile ▒│     │                 ░░░░      ░░░░ │   ░ what it computes
//   └───────┘     └────────────────────────────────┘
//
// Both tiles lie by terms, the rows or columns of a term side by side. A factor that lies along the terms in memory is
// turned on its way in, number by number.

override THREAD_ROWS: u32;
override THREAD_COLUMNS: u32;

// Before the arrays: Firefox 153 crashes on an array whose length is an override declared after it.
${STAGES}

#if ${LEFT_ALONG_TERMS}
var<workgroup> left_tile: array<f32, 4 * LEFT_QUADS>;

fn put_left(quad: u32, values: vec4f) {
  let i = 4u * (quad % (DEPTH / 4u)) * TILE_ROWS + quad / (DEPTH / 4u);
  left_tile[i] = values.x;
  left_tile[i + TILE_ROWS] = values.y;
  left_tile[i + 2u * TILE_ROWS] = values.z;
  left_tile[i + 3u * TILE_ROWS] = values.w;
}

fn left_rows(term: u32, row: u32) -> vec4f {
  let i = term * TILE_ROWS + row;
  return vec4f(left_tile[i], left_tile[i + 1u], left_tile[i + 2u], left_tile[i + 3u]);
}
#else
var<workgroup> left_tile: array<vec4f, LEFT_QUADS>;

fn put_left(quad: u32, values: vec4f) {
  left_tile[quad] = values;
}

fn left_rows(term: u32, row: u32) -> vec4f {
  return left_tile[(term * TILE_ROWS + row) / 4u];
}
#endif

#if ${RIGHT_ALONG_TERMS}
var<workgroup> right_tile: array<f32, 4 * RIGHT_QUADS>;

fn put_right(quad: u32, values: vec4f) {
  let i = 4u * (quad % (DEPTH / 4u)) * TILE_COLUMNS + quad / (DEPTH / 4u);
  right_tile[i] = values.x;
  right_tile[i + TILE_COLUMNS] = values.y;
  right_tile[i + 2u * TILE_COLUMNS] = values.z;
  right_tile[i + 3u * TILE_COLUMNS] = values.w;
}

fn right_columns(term: u32, column: u32) -> vec4f {
  let i = term * TILE_COLUMNS + column;
  return vec4f(right_tile[i], right_tile[i + 1u], right_tile[i + 2u], right_tile[i + 3u]);
}
#else
var<workgroup> right_tile: array<vec4f, RIGHT_QUADS>;

fn put_right(quad: u32, values: vec4f) {
  right_tile[quad] = values;
}

fn right_columns(term: u32, column: u32) -> vec4f {
  return right_tile[(term * TILE_COLUMNS + column) / 4u];
}
#endif

fn store_block(row: u32, column: u32, size: vec3u, block: mat4x4f) {
  if (column >= size.y) {
    return;
  }
  var rows = block;
  for (var r = 0u; r < 4u && row + r < size.x; r++) {
    store(row + r, column, Quads(rows[r]));
  }
}

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let first_row = TILE_ROWS * tile_row(group, groups);
  let first_column = TILE_COLUMNS * group.x;
  let size = product_size(first_row);
  let row = 4u * (thread / (TILE_COLUMNS / THREAD_COLUMNS));
  let column = 4u * (thread % (TILE_COLUMNS / THREAD_COLUMNS));
  let sources = sources_of(thread, first_row, first_column);
  var next = fetch(sources, 0u, size.z);
  var block_0 = mat4x4f();
  var block_1 = mat4x4f();
  var block_2 = mat4x4f();
  var block_3 = mat4x4f();
  for (var stage = 0u; stage < size.z; stage += DEPTH) {
    put(thread, next);
    workgroupBarrier();
    if (stage + DEPTH < size.z) {
      next = fetch(sources, stage + DEPTH, size.z);
    }
    for (var term = 0u; term < DEPTH; term++) {
      let top = left_rows(term, row);
      let left = right_columns(term, column);
      block_0 += outer(left, top);
      if (THREAD_COLUMNS > 4u) {
        block_1 += outer(right_columns(term, column + TILE_COLUMNS / 2u), top);
      }
      if (THREAD_ROWS > 4u) {
        let bottom = left_rows(term, row + TILE_ROWS / 2u);
        block_2 += outer(left, bottom);
        if (THREAD_COLUMNS > 4u) {
          block_3 += outer(right_columns(term, column + TILE_COLUMNS / 2u), bottom);
        }
      }
    }
    workgroupBarrier();
  }
  store_block(first_row + row, first_column + column, size, block_0);
  if (THREAD_COLUMNS > 4u) {
    store_block(first_row + row, first_column + column + TILE_COLUMNS / 2u, size, block_1);
  }
  if (THREAD_ROWS > 4u) {
    store_block(first_row + row + TILE_ROWS / 2u, first_column + column, size, block_2);
    if (THREAD_COLUMNS > 4u) {
      store_block(first_row + row + TILE_ROWS / 2u, first_column + column + TILE_COLUMNS / 2u, size, block_3);
    }
  }
}
