// affine_backward_weight: dw = xᵀ dy.
//
// math     dw[k, n] = Σ_m x[r, k] dy[dy_first + m, n],  r = rows[m] if rows are given, else x_first + m;
//          with the flag accumulate this is added to what dw holds
// reads    x (*, K)   dy (*, N)   rows (M), optional, below the rows of x
// updates  dw (K, N)
// threads  those of the product's algorithm, over K × N values that are sums of M terms

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  x_first: u32,
  dy_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<${X_ITEM}>;
@group(0) @binding(2) var<storage, read> dy: array<${DY_ITEM}>;
@group(0) @binding(4) var<storage, read_write> dw: array<${DW_ITEM}>;

#if ${ROWS}
@group(0) @binding(3) var<storage, read> rows: array<u32>;

fn input_of(m: u32) -> u32 {
  return rows[m];
}
#else
fn input_of(m: u32) -> u32 {
  return dims.x_first + m;
}
#endif

${QUADS_OF_X}
${QUADS_OF_DY}
${QUADS_OF_DW}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.K, dims.N, dims.M);
}

fn left_line(m: u32) -> LeftLine {
  return x_line(input_of(m) * dims.K);
}

fn left_at(line: LeftLine, k: u32) -> vec4f {
  return x_at(line, k);
}

fn right_line(m: u32) -> u32 {
  return dy_line((dims.dy_first + m) * dims.N);
}

fn right_at(line: u32, n: u32) -> vec4f {
  return dy_at(line, n);
}

fn store(k: u32, n: u32, sums: Quads) {
  let i = k * dims.N + n;
  put_dw(i, dims.N - n, sums[0] + select(vec4f(), dw4(i), ${ACCUMULATE}));
}

${PRODUCT}
