// Workgroup tiles, for GPUs. 16 × 16 threads compute 64 × 64 values of a matrix product, 4 × 4 each, in steps of 32 terms of
// the sum that they first bring into workgroup memory (16 KiB): each thread one piece of 4 rows or 4 columns × 4 terms.
// The shader that takes this in says what is multiplied: column t of left_piece(row, term) is the left factor of rows
// row … row + 3 for the term `term + t`, column t of right_piece(term, column) the right factor of the columns
// column … column + 3; both are 0 for terms beyond the last.

var<workgroup> left_tile: array<vec4f, 512>;
var<workgroup> right_tile: array<vec4f, 512>;

// The 4 × 4 values from (row, column) of the block at (first_row, first_column); a column of the matrix is one row.
fn block_product(first_row: u32, first_column: u32, thread: vec2u, terms: u32) -> mat4x4f {
  let index = 16u * thread.y + thread.x;
  // 128 threads bring the left factor, 128 the right one; neighbours are neighbours in memory where that is possible.
  let piece = 4u * (index % 16u);
  let depth = 4u * (index / 16u % 8u);
  var sum = mat4x4f();
  for (var term = 0u; term < terms; term += 32u) {
    let slot = 16u * depth + piece / 4u;
    if (index < 128u) {
      let values = left_piece(first_row + piece, term + depth);
      left_tile[slot] = values[0];
      left_tile[slot + 16u] = values[1];
      left_tile[slot + 32u] = values[2];
      left_tile[slot + 48u] = values[3];
    } else {
      let values = right_piece(term + depth, first_column + piece);
      right_tile[slot] = values[0];
      right_tile[slot + 16u] = values[1];
      right_tile[slot + 32u] = values[2];
      right_tile[slot + 48u] = values[3];
    }
    workgroupBarrier();
    for (var t = 0u; t < 512u; t += 16u) {
      sum += outer(right_tile[t + thread.x], left_tile[t + thread.y]);
    }
    workgroupBarrier();
  }
  return sum;
}

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
