// affine_backward_input: dx = dy wᵀ, row by row.
//
// math     dx[r, k] = Σ_n dy[dy_first + m, n] w[k, n],  r = rows[m] if rows are given, else dx_first + m
// reads    dy (*, N)   w (K, N)   rows (M), optional, below the rows of dx
// writes   dx (*, K)
// threads  those of the product's algorithm, over M × K values that are sums of N terms

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  dy_first: u32,
  dx_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dy: array<${DY_ITEM}>;
@group(0) @binding(2) var<storage, read> w: array<${W_ITEM}>;
@group(0) @binding(4) var<storage, read_write> dx: array<${DX_ITEM}>;

#if ${ROWS}
@group(0) @binding(3) var<storage, read> rows: array<u32>;

fn output_of(m: u32) -> u32 {
  return rows[m];
}
#else
fn output_of(m: u32) -> u32 {
  return dims.dx_first + m;
}
#endif

${QUADS_OF_DY}
${QUADS_OF_W}
${QUADS_OF_DX}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.M, dims.K, dims.N);
}

fn left_line(m: u32) -> LeftLine {
  return dy_line((dims.dy_first + min(m, dims.M - 1u)) * dims.N);
}

fn left_at(line: LeftLine, n: u32) -> vec4f {
  return dy_at(line, n);
}

fn right_line(k: u32) -> u32 {
  return w_line(min(k, dims.K - 1u) * dims.N);
}

fn right_at(line: u32, n: u32) -> vec4f {
  return w_at(line, n);
}

fn store(m: u32, k: u32, sums: Quads) {
  put_dx(output_of(m) * dims.K + k, dims.K - k, sums[0]);
}

${PRODUCT}
