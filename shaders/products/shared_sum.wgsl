// shared_sum: a product of matrices for GPUs where it has few rows, and a few large tiles would leave most of the GPU idle.
//
// A workgroup computes TILE_ROWS × TILE_COLUMNS values, and its threads share the terms of the sum out: they form SLICES
// slices, each of which has a thread for every 4 × 4 values. The sum goes by stages of DEPTH = SLICES × SLICE_DEPTH terms:
// all threads together bring that stretch of both factors into workgroup memory, neighbours reading neighbours, while the
// next stage is on its way into registers; slice s computes with the terms s SLICE_DEPTH … (s + 1) SLICE_DEPTH − 1 of it.
// At the end the slices' partial sums meet in the same workgroup memory, and each quad, or group of quads that are stored
// at once, is summed up and stored by one thread.
//
//   memory   stage:  left (DEPTH, TILE_ROWS) ┆ right (DEPTH, TILE_COLUMNS)      end:  partial sums (SLICES, TILE_ROWS, TILE_COLUMNS)

override SLICES: u32;
override SLICE_DEPTH: u32;
override SHARED: u32;

var<workgroup> shared_values: array<f32, SHARED>;

${STAGES}

fn put_quad(place: u32, apart: u32, values: vec4f) {
  shared_values[place] = values.x;
  shared_values[place + apart] = values.y;
  shared_values[place + 2u * apart] = values.z;
  shared_values[place + 3u * apart] = values.w;
}

fn quad_at(place: u32) -> vec4f {
  return vec4f(shared_values[place], shared_values[place + 1u], shared_values[place + 2u], shared_values[place + 3u]);
}

fn put_left(quad: u32, values: vec4f) {
  if (quad < LEFT_QUADS) {
#if ${LEFT_ALONG_TERMS}
    put_quad(4u * (quad % (DEPTH / 4u)) * TILE_ROWS + quad / (DEPTH / 4u), TILE_ROWS, values);
#else
    put_quad(4u * quad, 1u, values);
#endif
  }
}

fn put_right(quad: u32, values: vec4f) {
  if (quad < RIGHT_QUADS) {
    let right = DEPTH * TILE_ROWS;
#if ${RIGHT_ALONG_TERMS}
    put_quad(right + 4u * (quad % (DEPTH / 4u)) * TILE_COLUMNS + quad / (DEPTH / 4u), TILE_COLUMNS, values);
#else
    put_quad(right + 4u * quad, 1u, values);
#endif
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
  let slice = thread / (THREADS / SLICES);
  let place = thread % (THREADS / SLICES);
  let row = 4u * (place / (TILE_COLUMNS / 4u));
  let column = 4u * (place % (TILE_COLUMNS / 4u));
  let sources = sources_of(thread, first_row, first_column);
  var next = fetch(sources, 0u, size.z);
  var block = mat4x4f();
  for (var stage = 0u; stage < size.z; stage += DEPTH) {
    put(thread, next);
    workgroupBarrier();
    if (stage + DEPTH < size.z) {
      next = fetch(sources, stage + DEPTH, size.z);
    }
    for (var own = 0u; own < SLICE_DEPTH; own++) {
      let term = slice * SLICE_DEPTH + own;
      let rows = quad_at(term * TILE_ROWS + row);
      let columns = quad_at(DEPTH * TILE_ROWS + term * TILE_COLUMNS + column);
      block += outer(columns, rows);
    }
    workgroupBarrier();
  }
  let values = TILE_ROWS * TILE_COLUMNS;
  var products = block;
  for (var r = 0u; r < 4u; r++) {
    put_quad(slice * values + (row + r) * TILE_COLUMNS + column, 1u, products[r]);
  }
  workgroupBarrier();
  for (var first = 4u * STORE_QUADS * thread; first < values; first += 4u * STORE_QUADS * THREADS) {
    let stored_row = first_row + first / TILE_COLUMNS;
    let stored_column = first_column + first % TILE_COLUMNS;
    if (stored_row < size.x && stored_column < size.y) {
      var sums: Quads;
      for (var quad = 0u; quad < STORE_QUADS; quad++) {
        for (var other = 0u; other < SLICES; other++) {
          sums[quad] += quad_at(other * values + first + 4u * quad);
        }
      }
      store(stored_row, stored_column, sums);
    }
  }
}
