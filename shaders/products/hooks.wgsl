// hooks: what a shader supplies so that an algorithm can multiply its two factors, product = left · right.
//
//   product_size(row)          rows and columns of the product, and the terms of the sum for the rows from `row` on
//   left_line(i)               where line i of the left factor begins; a line is what lies together in memory: a row of
//                              the factor (LEFT_ALONG_TERMS) or the numbers of one term
//   left_at(line, place)       four numbers of a line from place j on: terms of a row, or rows of a term
//   right_line(i), right_at    the same of the right factor: a line is a column of it (RIGHT_ALONG_TERMS) or one term
//
// Where the numbers of a line do not lie side by side, the shader says what stands for a line and for a place in it:
// LeftLine, LeftPlace and left_place(j) with LEFT_GATHERED, RightLine, RightPlace and right_place(j) with RIGHT_GATHERED.
//
//   store(row, column, quads)  what becomes of STORE_QUADS × 4 neighbouring values of a row
//
// An algorithm calls `store` once for every value, with row and column in the product; the last quads may reach beyond
// the last column. It may ask for lines and numbers beyond the last, and does not use them.

${STORE}
#if ${LEFT_GATHERED}
#else
alias LeftLine = u32;
alias LeftPlace = u32;

fn left_place(j: u32) -> LeftPlace {
  return j;
}
#endif
#if ${RIGHT_GATHERED}
#else
alias RightLine = u32;
alias RightPlace = u32;

fn right_place(j: u32) -> RightPlace {
  return j;
}
#endif

const STORE_QUADS = ${STORE_QUADS}u;
alias Quads = array<vec4f, STORE_QUADS>;

// Which row of tiles a workgroup has: they are spilled from y into z where one dimension cannot hold them.
fn tile_row(group: vec3u, groups: vec3u) -> u32 {
  return group.z * groups.y + group.y;
}

// One term of the sum: what four columns and four rows add to a block, whose columns are rows of the product.
fn outer(columns: vec4f, rows: vec4f) -> mat4x4f {
  return mat4x4f(columns * rows.x, columns * rows.y, columns * rows.z, columns * rows.w);
}
