// Register tiles. A thread keeps an 8 × 8 piece of a matrix product as four 4 × 4 blocks, in variables with names of
// their own: software adapters keep those in registers and turn the elements of an indexed array into memory (measured
// 8 times slower). A column of a block is one row of the result, so that a block's step over four terms of the sum is
// one product of matrices: w · x, with w's columns the four rows of the weights and x's columns four rows of inputs.

// One term of the sum: what a column a and a row b add to a block.
fn outer(a: vec4f, b: vec4f) -> mat4x4f {
  return mat4x4f(a * b.x, a * b.y, a * b.z, a * b.w);
}
