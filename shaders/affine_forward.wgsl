// affine_forward: y = x w + b, row by row.
//
// math     y[y_first + m, n] = b[n] + Σ_k x[r, k] w[k, n],  r = rows[m] if rows are given, else x_first + m
// reads    x (*, K)   w (K, N)   b (N), optional   rows (M), optional, below the rows of x
// writes   y (*, N)
// threads  those of the product's algorithm, over M × N values that are sums of K terms

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  x_first: u32,
  y_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<${X_ITEM}>;
@group(0) @binding(2) var<storage, read> w: array<${W_ITEM}>;
@group(0) @binding(5) var<storage, read_write> y: array<${Y_ITEM}>;

#if ${ROWS}
@group(0) @binding(4) var<storage, read> rows: array<u32>;

fn input_of(m: u32) -> u32 {
  return rows[m];
}
#else
fn input_of(m: u32) -> u32 {
  return dims.x_first + m;
}
#endif

#if ${B}
@group(0) @binding(3) var<storage, read> b: array<${B_ITEM}>;

${QUADS_OF_B}

fn bias(n: u32) -> vec4f {
  return b4(n);
}
#else
fn bias(n: u32) -> vec4f {
  return vec4f();
}
#endif

${QUADS_OF_X}
${QUADS_OF_W}
${QUADS_OF_Y}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.M, dims.N, dims.K);
}

fn left_line(m: u32) -> LeftLine {
  return x_line(input_of(min(m, dims.M - 1u)) * dims.K);
}

fn left_at(line: LeftLine, k: u32) -> vec4f {
  return x_at(line, k);
}

fn right_line(k: u32) -> u32 {
  return w_line(k * dims.N);
}

fn right_at(line: u32, n: u32) -> vec4f {
  return w_at(line, n);
}

fn store(m: u32, n: u32, sums: Quads) {
  put_y((dims.y_first + m) * dims.N + n, dims.N - n, sums[0] + bias(n));
}

${PRODUCT}
