// convolution_backward_input: gradient of a two-dimensional convolution with respect to its input.
//
// math     dx[n, h, w, c] = Σ_{r, s, f} dy[n, p, q, f_first + f] w[r, s, c, f] over the windows in which pixel (h, w) has
//          place (r, s); with the flag accumulate this is added to what dx holds
// reads    dy (N, P, Q, G)   w (R, S, C, F)
// updates  dx (N, H, W, C)
// threads  those of the product's algorithm, over blocks of stride × stride pixels × stride²·C values of a block that are
//          sums of ⌈R / stride⌉·⌈S / stride⌉·F terms: the other places of a window never meet the pixel. Where stride does
//          not divide R or S, a few terms are 0 times dy, which is NaN where dy is not finite

${CONVOLUTION}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dy: array<${DY_ITEM}>;
@group(0) @binding(2) var<storage, read> w: array<${W_ITEM}>;
@group(0) @binding(3) var<storage, read_write> dx: array<${DX_ITEM}>;

${QUADS_OF_DY}
${QUADS_OF_W}
${QUADS_OF_DX}
${WINDOW_OF_Y}
${FILTER_OF_BLOCK}

fn left_line(block: u32) -> LeftLine {
  return block_line(block);
}

fn left_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return block_sees(line, place);
}

fn product_size(row: u32) -> vec3u {
  let columns = dims.stride * dims.stride * dims.C;
  return vec3u(dims.N * blocks(dims.H) * blocks(dims.W), columns, taps(dims.R) * taps(dims.S) * dims.F);
}

fn right_line(column: u32) -> RightLine {
  return filter_line(column);
}

fn right_at(line: RightLine, place: RightPlace) -> vec4f {
  return filter_at(line, place);
}

fn put_pixel(i: u32, count: u32, values: vec4f) {
  put_dx(i, count, values + select(vec4f(), dx4(i), ${ACCUMULATE}));
}

#if ${STRIDE_1}
fn store(pixel: u32, c: u32, sums: Quads) {
  put_pixel(pixel * dims.C + c, dims.C - c, sums[0]);
}
#else
// Numbers of one pixel, unless it belongs to the padding.
fn put_in_block(block: Block, column: u32, count: u32, values: vec4f) {
  let channel = divide(column, dims.C);
  let pixel = divide(channel.x, dims.stride);
  // What would be negative is too large instead.
  let h = block.row * dims.stride + pixel.x - dims.pad;
  let w = block.column * dims.stride + pixel.y - dims.pad;
  if (pixel.x < dims.stride && h < dims.H && w < dims.W) {
    put_pixel(((block.picture * dims.H + h) * dims.W + w) * dims.C + channel.y, count, values);
  }
}

fn store(row: u32, column: u32, sums: Quads) {
  let block = block_at(row);
#if ${DX_IN_VEC4}
  put_in_block(block, column, 4u, sums[0]);
#else
  // They need not belong to the same pixel.
  for (var k = 0u; k < 4u; k++) {
    put_in_block(block, column + k, 1u, vec4f(sums[0][k]));
  }
#endif
}
#endif

${PRODUCT}
