// lstm_step_forward: one time step of an LSTM, row n of `rows` captions.
//
// math     a = xw[input_rows[first + n]] + hs[prev + n] wh;  i, f, o = sigmoid(a_i, a_f, a_o);  g = tanh(a_g)
//          cs[out + n] = f cs[prev + n] + i g;  hs[out + n] = o tanh(cs[out + n]);  gates[first + n] = (i, f, o, g)
// reads    xw (*, 4H)   input_rows (*), below the rows of xw   wh (H, 4H); the 4H axis is one (i, f, o, g) a unit
// writes   gates (*, 4H), optional
// updates  hs (*, H)   cs (*, H)
// threads  ceil(H / 4) × ceil(rows / 4), each 4 units of 4 captions: 4 × 16 values of a; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

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
@group(0) @binding(3) var<storage, read> wh: array<${WH_VEC4}>;
#if ${GATES}
@group(0) @binding(4) var<storage, read_write> gates: array<${GATES_VEC4}>;
#endif
#if ${H_VEC4}
@group(0) @binding(5) var<storage, read_write> hs: array<${HS_VEC4}>;
#else
@group(0) @binding(5) var<storage, read_write> hs: array<${HS_FLOAT}>;
#endif
@group(0) @binding(6) var<storage, read_write> cs: array<f32>;

override THREADS_X: u32;
override THREADS_Y: u32;
override THREADS_Z: u32 = 1;

${FINITE}
${ACTIVATIONS}
${STORE}
${TILE}
#if ${SHARE_ROWS}
${LANES}
#endif
#if ${BLOCKS}
${BLOCK}
#endif

// Four gates of a unit.
fn w4(i: u32) -> vec4f {
  return vec4f(wh[i]);
}

// Where the previous h of row n begins. Rows beyond the last do its work and are not stored.
fn previous(n: u32) -> u32 {
  return (dims.prev + min(n, dims.rows - 1u)) * dims.H;
}

fn h4(i: u32) -> vec4f {
#if ${H_VEC4}
  return vec4f(hs[i / 4u]);
#else
  return vec4f(vec4(hs[i], hs[i + 1u], hs[i + 2u], hs[i + 3u]));
#endif
}

// Gates and cell update of unit j of row n from its part of hs wh; the new h.
fn update(n: u32, j: u32, product: vec4f) -> f32 {
  let a = product + vec4f(xw[input_rows[dims.first + n] * dims.H + j]);
  let gate = vec4f(sigmoid(a.x), sigmoid(a.y), sigmoid(a.z), safe_tanh(a.w));
  let c = gate.y * cs[(dims.prev + n) * dims.H + j] + gate.x * gate.w;
  cs[(dims.out + n) * dims.H + j] = c;
#if ${GATES}
  gates[(dims.first + n) * dims.H + j] = as_${GATES_VEC4}(gate);
#endif
  return gate.z * safe_tanh(c);
}

#if ${BLOCKS}
fn left_piece(n: u32, k: u32) -> mat4x4f {
  let i = vec4u(previous(n), previous(n + 1u), previous(n + 2u), previous(n + 3u)) + k;
  return within(transpose(mat4x4f(h4(i.x), h4(i.y), h4(i.z), h4(i.w))), max(dims.H, k) - k);
}

// Four columns of wh are the gates of one unit.
fn right_piece(k: u32, column: u32) -> mat4x4f {
  let i = k * dims.H + column / 4u;
  return within(mat4x4f(w4(i), w4(i + dims.H), w4(i + 2u * dims.H), w4(i + 3u * dims.H)), max(dims.H, k) - k);
}

fn store(n: u32, column: u32, values: mat4x4f) {
  let j = column / 4u;
  var products = values;
  for (var r = 0u; r < 4u && n + r < dims.rows && j < dims.H; r++) {
    hs[(dims.out + n + r) * dims.H + j] = as_${HS_FLOAT}(update(n + r, j, products[r]));
  }
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, dims.H);
}
#else
@compute @workgroup_size(THREADS_X, THREADS_Y)
#if ${SHARE_ROWS}
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  // One row of threads a workgroup, and none of them leaves early: all lanes of a subgroup share their rows.
  let n = 4u * group.y;
  let j = 4u * id.x;
#else
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = 4u * id.y;
  let j = 4u * id.x;
  if (n >= dims.rows || j >= dims.H) {
    return;
  }
#endif
  let H = dims.H;
  let i0 = previous(n);
  let i1 = previous(n + 1u);
  let i2 = previous(n + 2u);
  let i3 = previous(n + 3u);
#if ${SHARE_ROWS}
  let own = previous(n + lane);
#endif
  // Units beyond H read on into the next row of wh; they are not stored.
  var unit0 = mat4x4f();
  var unit1 = mat4x4f();
  var unit2 = mat4x4f();
  var unit3 = mat4x4f();
  var k = 0u;
  for (; k + 4u <= H; k += 4u) {
#if ${SHARE_ROWS}
    let h = from_lanes(h4(own + k));
#else
    let h = mat4x4f(h4(i0 + k), h4(i1 + k), h4(i2 + k), h4(i3 + k));
#endif
    let w0 = k * H + j;
    let w1 = w0 + H;
    let w2 = w1 + H;
    let w3 = w2 + H;
    unit0 += mat4x4f(w4(w0), w4(w1), w4(w2), w4(w3)) * h;
    unit1 += mat4x4f(w4(w0 + 1u), w4(w1 + 1u), w4(w2 + 1u), w4(w3 + 1u)) * h;
    unit2 += mat4x4f(w4(w0 + 2u), w4(w1 + 2u), w4(w2 + 2u), w4(w3 + 2u)) * h;
    unit3 += mat4x4f(w4(w0 + 3u), w4(w1 + 3u), w4(w2 + 3u), w4(w3 + 3u)) * h;
  }
#if ${H_VEC4}
#else
  for (; k < H; k++) {
    let h = vec4f(vec4(hs[i0 + k], hs[i1 + k], hs[i2 + k], hs[i3 + k]));
    let w0 = k * H + j;
    unit0 += outer(w4(w0), h);
    unit1 += outer(w4(w0 + 1u), h);
    unit2 += outer(w4(w0 + 2u), h);
    unit3 += outer(w4(w0 + 3u), h);
  }
#endif
#if ${SHARE_ROWS}
  if (j >= H) {
    return;
  }
#endif
  var units = array(unit0, unit1, unit2, unit3);
  for (var r = 0u; r < min(4u, dims.rows - n); r++) {
    var h: vec4f;
    for (var q = 0u; q < min(4u, H - j); q++) {
      h[q] = update(n + r, j + q, units[q][r]);
#if ${H_VEC4}
#else
      hs[(dims.out + n + r) * H + j + q] = as_${HS_FLOAT}(h[q]);
#endif
    }
#if ${H_VEC4}
    hs[((dims.out + n + r) * H + j) / 4u] = as_${HS_VEC4}(h);
#endif
  }
}
#endif
