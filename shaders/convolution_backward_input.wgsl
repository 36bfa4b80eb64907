// convolution_backward_input: gradient of a two-dimensional convolution with respect to its input.
//
// math     dx[n, h, w, c] = Σ_{r, s, f} dy[n, p, q, f_first + f] w[r, s, c, f] over the windows in which pixel (h, w) has
//          place (r, s); with the flag accumulate this is added to what dx holds
// reads    dy (N, P, Q, G)   w (R, S, C, F)
// updates  dx (N, H, W, C)
// threads  those of the product's algorithm, over N·H·W × C values that are sums of R·S·F terms

${CONVOLUTION}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dy: array<${DY_ITEM}>;
@group(0) @binding(2) var<storage, read> w: array<${W_ITEM}>;
@group(0) @binding(3) var<storage, read_write> dx: array<${DX_ITEM}>;

${QUADS_OF_DY}
${QUADS_OF_W}
${QUADS_OF_DX}
${WINDOW_OF_Y}

fn left_line(pixel: u32) -> LeftLine {
  return pixel_line(pixel);
}

fn left_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return pixel_at(line, place);
}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.N * dims.H * dims.W, dims.C, dims.R * dims.S * dims.F);
}

fn right_line(c: u32) -> u32 {
  return w_line(min(c, dims.C - 1u) * dims.F);
}

// Of the numbers of one channel F lie side by side, for each place of the window.
fn beyond(j: u32) -> u32 {
  return j + divide(j, dims.F).x * (dims.C - 1u) * dims.F;
}

#if ${W_IN_VEC4}
fn right_place(j: u32) -> u32 {
  return beyond(j);
}

fn right_at(line: u32, place: u32) -> vec4f {
  return w_at(line, place);
}
#else
fn right_place(j: u32) -> u32 {
  return j;
}

fn right_at(line: u32, j: u32) -> vec4f {
  return vec4f(vec4(w[line + beyond(j)], w[line + beyond(j + 1u)], w[line + beyond(j + 2u)], w[line + beyond(j + 3u)]));
}
#endif

fn store(pixel: u32, c: u32, sums: Quads) {
  let i = pixel * dims.C + c;
  put_dx(i, dims.C - c, sums[0] + select(vec4f(), dx4(i), ${ACCUMULATE}));
}

${PRODUCT}
