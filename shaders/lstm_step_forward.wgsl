// lstm_step_forward: one time step of an LSTM, row n of `rows` captions.
//
// math     a = xw[input_rows[first + n]] + hs[prev + n] wh;  i, f, o = sigmoid(a_i, a_f, a_o);  g = tanh(a_g)
//          cs[out + n] = f cs[prev + n] + i g;  hs[out + n] = o tanh(cs[out + n]);  gates[first + n] = (i, f, o, g)
// reads    xw (*, 4H)   input_rows (*), below the rows of xw   wh (H, 4H); the 4H axis is one (i, f, o, g) a unit
// writes   gates (*, 4H), optional
// updates  hs (*, H)   cs (*, H)
// threads  those of the product's algorithm, over rows × 4H values that are sums of H terms; a quad is a unit's gates

struct Dims {
  rows: u32,
  H: u32,
  first: u32,
  prev: u32,
  out: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> xw: array<${XW_VEC4}>;
@group(0) @binding(2) var<storage, read> input_rows: array<u32>;
@group(0) @binding(3) var<storage, read> wh: array<${WH_ITEM}>;
@group(0) @binding(5) var<storage, read_write> hs: array<${HS_ITEM}>;
@group(0) @binding(6) var<storage, read_write> cs: array<f32>;

${FINITE}
${ACTIVATIONS}

${QUADS_OF_WH}
${QUADS_OF_HS}

#if ${GATES}
@group(0) @binding(4) var<storage, read_write> gates: array<${GATES_VEC4}>;

fn keep(i: u32, gate: vec4f) {
  gates[i] = as_${GATES_VEC4}(gate);
}
#else
fn keep(i: u32, gate: vec4f) {}
#endif

// Gates and cell of unit j of row n from its quad of hs wh; the new h.
fn update(n: u32, j: u32, product: vec4f) -> f32 {
  let a = product + vec4f(xw[input_rows[dims.first + n] * dims.H + j]);
  let gate = vec4f(sigmoid(a.x), sigmoid(a.y), sigmoid(a.z), safe_tanh(a.w));
  let c = gate.y * cs[(dims.prev + n) * dims.H + j] + gate.x * gate.w;
  cs[(dims.out + n) * dims.H + j] = c;
  keep((dims.first + n) * dims.H + j, gate);
  return gate.z * safe_tanh(c);
}

fn product_size(row: u32) -> vec3u {
  return vec3u(dims.rows, 4u * dims.H, dims.H);
}

fn left_line(n: u32) -> LeftLine {
  return hs_line((dims.prev + min(n, dims.rows - 1u)) * dims.H);
}

fn left_at(line: LeftLine, k: u32) -> vec4f {
  return hs_at(line, k);
}

fn right_line(k: u32) -> u32 {
  return wh_line(4u * k * dims.H);
}

fn right_at(line: u32, column: u32) -> vec4f {
  return wh_at(line, column);
}

fn store(n: u32, column: u32, sums: Quads) {
  let j = column / 4u;
  let units = dims.H - j;
  var products = sums;
  var h: vec4f;
  for (var q = 0u; q < min(4u, units); q++) {
    h[q] = update(n, j + q, products[q]);
  }
  put_hs((dims.out + n) * dims.H + j, units, h);
}

${PRODUCT}
