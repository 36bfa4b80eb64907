// convolution_forward: two-dimensional convolution, channels last.
//
// math     y[n, p, q, f_first + f] = b[f] + Σ_{r, s, c} x[n, p·stride − pad + r, q·stride − pad + s, c] w[r, s, c, f]; with
//          the flag relu, 0 where that is below 0
// reads    x (N, H, W, C)   w (R, S, C, F)   b (F), optional
// writes   y (N, P, Q, G)
// threads  those of the product's algorithm, over N·P·Q × F values that are sums of R·S·C terms; its left factor, the windows
//          side by side, is gathered and never written down

${CONVOLUTION}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<${X_ITEM}>;
@group(0) @binding(2) var<storage, read> w: array<${W_ITEM}>;
@group(0) @binding(4) var<storage, read_write> y: array<${Y_ITEM}>;

#if ${B}
@group(0) @binding(3) var<storage, read> b: array<${B_ITEM}>;

${QUADS_OF_B}

fn bias(f: u32) -> vec4f {
  return b4(f);
}
#else
fn bias(f: u32) -> vec4f {
  return vec4f();
}
#endif

${QUADS_OF_X}
${QUADS_OF_W}
${QUADS_OF_Y}
${WINDOW_OF_X}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.N * dims.P * dims.Q, dims.F, dims.R * dims.S * dims.C);
}

fn left_line(pixel: u32) -> LeftLine {
  return window_line(pixel);
}

fn left_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return window_at(line, place);
}

fn right_line(term: u32) -> u32 {
  return w_line(term * dims.F);
}

fn right_at(line: u32, f: u32) -> vec4f {
  return w_at(line, f);
}

fn store(pixel: u32, f: u32, sums: Quads) {
  let result = sums[0] + bias(f);
  // Not max, which may turn NaN into 0.
  put_y(pixel * dims.G + dims.f_first + f, dims.F - f, select(result, vec4f(), (result < vec4f()) & vec4<bool>(${RELU})));
}

${PRODUCT}
