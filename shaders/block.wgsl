// What the threads of a workgroup compute together of a matrix product, for GPUs; a workgroup's memory is 16 KiB.
// The shader that takes this in says what is multiplied: column t of left_piece(row, term) is the left factor of rows
// row … row + 3 for the term `term + t`, column t of right_piece(term, column) the right factor of the columns
// column … column + 3; both are 0 for terms beyond the last. Its store(row, column, values) gets 4 × 4 values of the
// product; a column of that matrix is one row.

// A step of four terms that may reach beyond the last: terms[t] as it is if t < count, else 0.
fn within(terms: mat4x4f, count: u32) -> mat4x4f {
  let zero = vec4f();
  return mat4x4f(
    select(zero, terms[0], count > 0u),
    select(zero, terms[1], count > 1u),
    select(zero, terms[2], count > 2u),
    select(zero, terms[3], count > 3u),
  );
}

#if ${SPLIT}
// The sum is shared out: 8 × 4 threads compute 16 × 32 values, 4 × 4 each, and there are eight of every thread, one for
// every eighth step of four terms. This fills a GPU where the product has few values and many terms.
const SLICES = 8u;
var<workgroup> slices: array<mat4x4f, 256>;

fn block_product(group: vec3u, thread: vec3u, terms: u32) {
  let row = 16u * group.y + 4u * thread.y;
  let column = 32u * group.x + 4u * thread.x;
  var sum = mat4x4f();
  for (var term = 4u * thread.z; term < terms; term += 4u * SLICES) {
    sum += right_piece(term, column) * transpose(left_piece(row, term));
  }
  let place = 8u * thread.y + thread.x;
  slices[32u * thread.z + place] = sum;
  workgroupBarrier();
  if (thread.z > 0u) {
    return;
  }
  for (var slice = 1u; slice < SLICES; slice++) {
    sum += slices[32u * slice + place];
  }
  store(row, column, sum);
}
#else
// Tiles: 16 × 16 threads compute SIDE × SIDE values, in steps of DEPTH terms of the sum that they first bring into
// workgroup memory, each thread one piece of 4 rows or 4 columns × 4 terms.
#if ${WIDE}
const SIDE = 128u;
const DEPTH = 16u;
#else
const SIDE = 64u;
const DEPTH = 32u;
#endif
const PIECES = SIDE / 4u;
var<workgroup> left_tile: array<vec4f, 512>;
var<workgroup> right_tile: array<vec4f, 512>;

fn block_product(group: vec3u, thread: vec3u, terms: u32) {
  let first_row = SIDE * group.y;
  let first_column = SIDE * group.x;
  let index = 16u * thread.y + thread.x;
  // 128 threads bring the left factor, 128 the right one; neighbours are neighbours in memory where that is possible.
  let piece = 4u * (index % PIECES);
  let depth = 4u * (index % 128u / PIECES);
  let slot = PIECES * depth + piece / 4u;
  var sum = mat4x4f();
#if ${WIDE}
  var sum_right = mat4x4f();
  var sum_below = mat4x4f();
  var sum_below_right = mat4x4f();
#endif
  for (var term = 0u; term < terms; term += DEPTH) {
    if (index < 128u) {
      let values = left_piece(first_row + piece, term + depth);
      left_tile[slot] = values[0];
      left_tile[slot + PIECES] = values[1];
      left_tile[slot + 2u * PIECES] = values[2];
      left_tile[slot + 3u * PIECES] = values[3];
    } else {
      let values = right_piece(term + depth, first_column + piece);
      right_tile[slot] = values[0];
      right_tile[slot + PIECES] = values[1];
      right_tile[slot + 2u * PIECES] = values[2];
      right_tile[slot + 3u * PIECES] = values[3];
    }
    workgroupBarrier();
    for (var t = 0u; t < 512u; t += PIECES) {
      let left = left_tile[t + thread.y];
      let right = right_tile[t + thread.x];
      sum += outer(right, left);
#if ${WIDE}
      let left_below = left_tile[t + 16u + thread.y];
      let right_beside = right_tile[t + 16u + thread.x];
      sum_right += outer(right_beside, left);
      sum_below += outer(right, left_below);
      sum_below_right += outer(right_beside, left_below);
#endif
    }
    workgroupBarrier();
  }
  let row = first_row + 4u * thread.y;
  let column = first_column + 4u * thread.x;
  store(row, column, sum);
#if ${WIDE}
  store(row, column + 64u, sum_right);
  store(row + 64u, column, sum_below);
  store(row + 64u, column + 64u, sum_below_right);
#endif
}
#endif
