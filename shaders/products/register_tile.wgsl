// register_tile: a product of matrices for software adapters, each thread by itself.
//
// A thread keeps 8 × 8 values of the product in registers (4 × 16 with FLAT, where four quads of a row are stored at once)
// as four blocks of 4 × 4, in variables with names of their own: software adapters keep those in registers and turn the
// elements of an indexed array into memory (measured 8 times slower). A column of a block is one row of the product, so
// that four terms of the sum are one product of matrices: right · left, whose left factor has rows of the product as its
// columns and whose right factor has terms as its columns.
//
//        right   ┌ 4 ┬ 4 ┐            With SHARE_ROWS the four lanes of a subgroup work on the same rows, and each loads one
//   left         └───┴───┘ 4 terms    of four lines of the left factor and gives it to the others: on a software adapter
//   ┌ 4 ┐        ┌ 0 ┬ 1 ┐            a lane is a number of a vector register, and a load that differs from lane to lane is
//   ├───┤        ├───┼───┤            four loads. It takes subgroups of four lanes and one row of threads a workgroup,
//   └ 4 ┘        └ 2 ┴ 3 ┘            none of which leaves early.

override THREADS_X: u32;
override THREADS_Y: u32;

#if ${FLAT}
const ACROSS = 4u;
#else
const ACROSS = 2u;
#endif
const TILE_COLUMNS = 4u * ACROSS;
const TILE_ROWS = 16u / ACROSS;

#if ${SHARE_ROWS}
alias LeftLines = LeftLine;

fn left_lines(first: u32, lane: u32) -> LeftLines {
  return left_line(first + lane);
}

fn left_quads(own: LeftLines, place: LeftPlace) -> mat4x4f {
  let quad = left_at(own, place);
  return mat4x4f(
    subgroupBroadcast(quad, 0u),
    subgroupBroadcast(quad, 1u),
    subgroupBroadcast(quad, 2u),
    subgroupBroadcast(quad, 3u),
  );
}
#else
struct LeftLines {
  a: LeftLine,
  b: LeftLine,
  c: LeftLine,
  d: LeftLine,
}

fn left_lines(first: u32, lane: u32) -> LeftLines {
  return LeftLines(left_line(first), left_line(first + 1u), left_line(first + 2u), left_line(first + 3u));
}

fn left_quads(lines: LeftLines, place: LeftPlace) -> mat4x4f {
  return mat4x4f(left_at(lines.a, place), left_at(lines.b, place), left_at(lines.c, place), left_at(lines.d, place));
}
#endif

struct RightLines {
  a: RightLine,
  b: RightLine,
  c: RightLine,
  d: RightLine,
}

fn right_lines(first: u32) -> RightLines {
  return RightLines(right_line(first), right_line(first + 1u), right_line(first + 2u), right_line(first + 3u));
}

fn right_quads(lines: RightLines, place: RightPlace) -> mat4x4f {
  return mat4x4f(
    right_at(lines.a, place),
    right_at(lines.b, place),
    right_at(lines.c, place),
    right_at(lines.d, place),
  );
}

#if ${FLAT}
#else
fn store_block(row: u32, column: u32, size: vec3u, block: mat4x4f) {
  if (column >= size.y) {
    return;
  }
  var rows = block;
  for (var r = 0u; r < 4u && row + r < size.x; r++) {
    store(row + r, column, Quads(rows[r]));
  }
}
#endif

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
#if ${SHARE_ROWS}
  @builtin(subgroup_invocation_id) lane: u32,
) {
  // The number of the workgroup is known to be the same for all lanes.
  let row = TILE_ROWS * tile_row(group, groups);
#else
) {
  const lane = 0u;
  let row = TILE_ROWS * (THREADS_Y * tile_row(group, groups) + local.y);
#endif
  let column = TILE_COLUMNS * id.x;
  let size = product_size(row);
#if ${SHARE_ROWS}
#else
  if (row >= size.x || column >= size.y) {
    return;
  }
#endif
#if ${LEFT_ALONG_TERMS}
  let top_lines = left_lines(row, lane);
#if ${FLAT}
#else
  let bottom_lines = left_lines(row + 4u, lane);
#endif
#else
  let top_place = left_place(row);
  let bottom_place = left_place(row + 4u);
#endif
#if ${RIGHT_ALONG_TERMS}
  let lines_0 = right_lines(column);
  let lines_1 = right_lines(column + 4u);
#endif
  var block_0 = mat4x4f();
  var block_1 = mat4x4f();
  var block_2 = mat4x4f();
  var block_3 = mat4x4f();
  var term = 0u;
  // A block is loaded just before it is multiplied: all of them at once would not stay in a CPU's registers.
  for (; term + 4u <= size.z; term += 4u) {
#if ${LEFT_ALONG_TERMS}
    let place = left_place(term);
    let top = left_quads(top_lines, place);
#else
    let left_terms = left_lines(term, lane);
    let top = transpose(left_quads(left_terms, top_place));
    let bottom = transpose(left_quads(left_terms, bottom_place));
#endif
#if ${RIGHT_ALONG_TERMS}
    let along = right_place(term);
    let right_0 = transpose(right_quads(lines_0, along));
#else
    let right_terms = right_lines(term);
    let right_0 = right_quads(right_terms, column);
#endif
    block_0 += right_0 * top;
#if ${FLAT}
    block_1 += right_quads(right_terms, column + 4u) * top;
    block_2 += right_quads(right_terms, column + 8u) * top;
    block_3 += right_quads(right_terms, column + 12u) * top;
#else
#if ${LEFT_ALONG_TERMS}
    let bottom = left_quads(bottom_lines, place);
#endif
    block_2 += right_0 * bottom;
#if ${RIGHT_ALONG_TERMS}
    let right_1 = transpose(right_quads(lines_1, along));
#else
    let right_1 = right_quads(right_terms, column + 4u);
#endif
    block_1 += right_1 * top;
    block_3 += right_1 * bottom;
#endif
  }
#if ${TAIL}
  for (; term < size.z; term++) {
#if ${LEFT_ALONG_TERMS}
    let place = left_place(term);
    let top = transpose(left_quads(top_lines, place))[0];
#if ${FLAT}
#else
    let bottom = transpose(left_quads(bottom_lines, place))[0];
#endif
#else
    let left_term = left_line(term);
    let top = left_at(left_term, top_place);
    let bottom = left_at(left_term, bottom_place);
#endif
#if ${RIGHT_ALONG_TERMS}
    let along = right_place(term);
    let right_0 = transpose(right_quads(lines_0, along))[0];
    let right_1 = transpose(right_quads(lines_1, along))[0];
#else
    let right_term = right_line(term);
    let right_0 = right_at(right_term, column);
    let right_1 = right_at(right_term, column + 4u);
#endif
    block_0 += outer(right_0, top);
    block_1 += outer(right_1, top);
#if ${FLAT}
    block_2 += outer(right_at(right_term, column + 8u), top);
    block_3 += outer(right_at(right_term, column + 12u), top);
#else
    block_2 += outer(right_0, bottom);
    block_3 += outer(right_1, bottom);
#endif
  }
#endif
  // A copy is what an index may run over: the sums themselves would be kept in memory for it.
  var blocks = array(block_0, block_1, block_2, block_3);
#if ${FLAT}
  if (column >= size.y) {
    return;
  }
  for (var r = 0u; r < 4u && row + r < size.x; r++) {
    store(row + r, column, Quads(blocks[0][r], blocks[1][r], blocks[2][r], blocks[3][r]));
  }
#else
  for (var b = 0u; b < 4u; b++) {
    store_block(row + 4u * (b / 2u), column + 4u * (b % 2u), size, blocks[b]);
  }
#endif
}
