// rnn_step_forward: one time step of a vanilla RNN, row n of `rows` captions.
//
// math     hs[out + n] = tanh(xw[input_rows[first + n]] + hs[prev + n] wh)
// reads    xw (*, H)   input_rows (*), below the rows of xw   wh (H, H)
// updates  hs (*, H)
// threads  those of the product's algorithm, over rows × H values that are sums of H terms

struct Dims {
  rows: u32,
  H: u32,
  first: u32,
  prev: u32,
  out: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> xw: array<${XW_ITEM}>;
@group(0) @binding(2) var<storage, read> input_rows: array<u32>;
@group(0) @binding(3) var<storage, read> wh: array<${WH_ITEM}>;
@group(0) @binding(4) var<storage, read_write> hs: array<${HS_ITEM}>;

${FINITE}
${ACTIVATIONS}

${QUADS_OF_XW}
${QUADS_OF_WH}
${QUADS_OF_HS}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.rows, dims.H, dims.H);
}

fn left_line(n: u32) -> LeftLine {
  return hs_line((dims.prev + min(n, dims.rows - 1u)) * dims.H);
}

fn left_at(line: LeftLine, k: u32) -> vec4f {
  return hs_at(line, k);
}

fn right_line(k: u32) -> u32 {
  return wh_line(k * dims.H);
}

fn right_at(line: u32, j: u32) -> vec4f {
  return wh_at(line, j);
}

fn store(n: u32, j: u32, sums: Quads) {
  let a = sums[0] + xw4(input_rows[dims.first + n] * dims.H + j);
  let h = vec4f(safe_tanh(a.x), safe_tanh(a.y), safe_tanh(a.z), safe_tanh(a.w));
  put_hs((dims.out + n) * dims.H + j, dims.H - j, h);
}

${PRODUCT}
