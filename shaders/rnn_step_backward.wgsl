// rnn_step_backward: the backward pass through one time step of a vanilla RNN, row n of `rows` captions.
//
// math     dh = dh[first + n] + (n < next_rows ? da[next + n] whᵀ : 0);  h = hs[out + n]
//          da[first + n] = dh (1 − h²)
// reads    dh (*, H)   wh (H, H)   hs (*, H)
// updates  da (*, H)
// threads  those of the product's algorithm, over rows × H values that are sums of H terms

struct Dims {
  rows: u32,
  next_rows: u32,
  H: u32,
  first: u32,
  out: u32,
  next: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dh: array<${DH_ITEM}>;
@group(0) @binding(2) var<storage, read> wh: array<${WH_ITEM}>;
@group(0) @binding(3) var<storage, read> hs: array<${HS_ITEM}>;
@group(0) @binding(4) var<storage, read_write> da: array<${DA_ITEM}>;

${QUADS_OF_DH}
${QUADS_OF_WH}
${QUADS_OF_HS}
${QUADS_OF_DA}

// Rows that end here get nothing from the next step.
fn product_size(row: u32) -> vec3u {
  return vec3u(dims.rows, dims.H, select(0u, dims.H, row < dims.next_rows));
}

fn left_line(n: u32) -> LeftLine {
  return da_line((dims.next + min(n, dims.next_rows - 1u)) * dims.H);
}

fn left_at(line: LeftLine, term: u32) -> vec4f {
  return da_at(line, term);
}

fn right_line(j: u32) -> u32 {
  return wh_line(min(j, dims.H - 1u) * dims.H);
}

fn right_at(line: u32, term: u32) -> vec4f {
  return wh_at(line, term);
}

fn store(n: u32, j: u32, sums: Quads) {
  let i = (dims.first + n) * dims.H + j;
  let h = hs4((dims.out + n) * dims.H + j);
  let grad_h = dh4(i) + select(vec4f(), sums[0], n < dims.next_rows);
  put_da(i, dims.H - j, grad_h * (1.0 - h * h));
}

${PRODUCT}
