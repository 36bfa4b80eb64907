// lstm_step_backward: the backward pass through one time step of an LSTM, row n of `rows` captions.
//
// math     dh = dh[first + n] + (n < next_rows ? da[next + n] whᵀ : 0);  t = tanh(cs[out + n])
//          dc' = dh o (1 − t²) + (n < carry_rows ? dc[n] : 0);  dc[n] becomes dc' f
//          da[first + n] = (dc' g i (1 − i), dc' cs[prev + n] f (1 − f), dh t o (1 − o), dc' i (1 − g²))
// reads    dh (*, H)   wh (H, 4H)   gates (*, 4H)   cs (*, H); the 4H axis is one (i, f, o, g) a unit
// updates  da (*, 4H)   dc (*, H)
// threads  those of the product's algorithm, over rows × H values that are sums of 4H terms

struct Dims {
  rows: u32,
  next_rows: u32,
  carry_rows: u32,
  H: u32,
  first: u32,
  prev: u32,
  out: u32,
  next: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dh: array<${DH_ITEM}>;
@group(0) @binding(2) var<storage, read> wh: array<${WH_ITEM}>;
@group(0) @binding(3) var<storage, read> gates: array<${GATES_VEC4}>;
@group(0) @binding(4) var<storage, read> cs: array<${CS_ITEM}>;
@group(0) @binding(5) var<storage, read_write> da: array<${DA_ITEM}>;
@group(0) @binding(6) var<storage, read_write> dc: array<${DC_ITEM}>;

${FINITE}
${ACTIVATIONS}

${QUADS_OF_DH}
${QUADS_OF_WH}
${QUADS_OF_CS}
${QUADS_OF_DA}
${QUADS_OF_DC}

// Rows that end here get nothing from the next step.
fn product_size(row: u32) -> vec3u {
  return vec3u(dims.rows, dims.H, select(0u, 4u * dims.H, row < dims.next_rows));
}

fn left_line(n: u32) -> LeftLine {
  return da_line(4u * (dims.next + min(n, dims.next_rows - 1u)) * dims.H);
}

fn left_at(line: LeftLine, term: u32) -> vec4f {
  return da_at(line, term);
}

fn right_line(j: u32) -> u32 {
  return wh_line(4u * min(j, dims.H - 1u) * dims.H);
}

fn right_at(line: u32, term: u32) -> vec4f {
  return wh_at(line, term);
}

fn store(n: u32, j: u32, sums: Quads) {
  let units = dims.H - j;
  let i = (dims.first + n) * dims.H + j;
  let grad_h = dh4(i) + select(vec4f(), sums[0], n < dims.next_rows);
  let prev_c = cs4((dims.prev + n) * dims.H + j);
  let c = cs4((dims.out + n) * dims.H + j);
  let carry = select(vec4f(), dc4(n * dims.H + j), n < dims.carry_rows);
  var grad_c: vec4f;
  for (var q = 0u; q < min(4u, units); q++) {
    let gate = vec4f(gates[i + q]);
    let t = safe_tanh(c[q]);
    let grad = grad_h[q] * gate.z * (1.0 - t * t) + carry[q];
    grad_c[q] = grad * gate.y;
    da[i + q] = vec4f(
      grad * gate.w * gate.x * (1.0 - gate.x),
      grad * prev_c[q] * gate.y * (1.0 - gate.y),
      grad_h[q] * t * gate.z * (1.0 - gate.z),
      grad * gate.x * (1.0 - gate.w * gate.w),
    );
  }
  put_dc(n * dims.H + j, units, grad_c);
}

${PRODUCT}
