// convolution_backward_weight: gradient of a two-dimensional convolution with respect to its weights.
//
// math     dw[r, s, c, f] = Σ_{n, p, q} x[n, p·stride − pad + r, q·stride − pad + s, c] dy[n, p, q, f_first + f]; with the
//          flag accumulate this is added to what dw holds
// reads    x (N, H, W, C)   dy (N, P, Q, G)
// updates  dw (R, S, C, F)
// threads  those of the product's algorithm, over R·S·C × F values that are sums of N·P·Q terms

${CONVOLUTION}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<${X_ITEM}>;
@group(0) @binding(2) var<storage, read> dy: array<${DY_ITEM}>;
@group(0) @binding(3) var<storage, read_write> dw: array<${DW_ITEM}>;

${QUADS_OF_X}
${QUADS_OF_DY}
${QUADS_OF_DW}
${WINDOW_OF_X}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.R * dims.S * dims.C, dims.F, dims.N * dims.P * dims.Q);
}

fn left_line(pixel: u32) -> LeftLine {
  return window_line(pixel);
}

fn left_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return window_at(line, place);
}

fn right_line(pixel: u32) -> u32 {
  return dy_line(pixel * dims.G + dims.f_first);
}

fn right_at(line: u32, f: u32) -> vec4f {
  return dy_at(line, f);
}

fn store(k: u32, f: u32, sums: Quads) {
  let i = k * dims.F + f;
  put_dw(i, dims.F - f, sums[0] + select(vec4f(), dw4(i), ${ACCUMULATE}));
}

${PRODUCT}
