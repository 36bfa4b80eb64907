// lstm_step_backward: the way back through one time step of an LSTM, row n of `rows` captions.
//
// math     dh = dh[first + n] + (n < next_rows ? da[next + n] whᵀ : 0);  t = tanh(cs[out + n])
//          dc' = dh o (1 − t²) + (n < carry_rows ? dc[n] : 0);  dc[n] becomes dc' f
//          da[first + n] = (dc' g i (1 − i), dc' cs[prev + n] f (1 − f), dh t o (1 − o), dc' i (1 − g²))
// reads    dh (*, H)   wh (H, 4H)   gates (*, 4H)   cs (*, H); the 4H axis is one (i, f, o, g) a unit
// updates  da (*, 4H)   dc (*, H)
// threads  ceil(H / 8) × ceil(rows / 8), each an 8 × 8 tile of dh; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

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
@group(0) @binding(1) var<storage, read> dh: array<f32>;
@group(0) @binding(2) var<storage, read> wh: array<${WH_VEC4}>;
@group(0) @binding(3) var<storage, read> gates: array<${GATES_VEC4}>;
@group(0) @binding(4) var<storage, read> cs: array<f32>;
@group(0) @binding(5) var<storage, read_write> da: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> dc: array<f32>;

override THREADS_X: u32;
override THREADS_Y: u32;
override THREADS_Z: u32 = 1;

${FINITE}
${ACTIVATIONS}
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

// Where the next step's da of row n begins. Rows that ended before do the work of another one, which is not used.
fn following(n: u32) -> u32 {
  return (dims.next + min(n, dims.next_rows - 1u)) * dims.H;
}

fn weights(j: u32) -> u32 {
  return min(j, dims.H - 1u) * dims.H;
}

// Column r of `values` is what the next step gives row n + r, for the units from j on.
fn store(n: u32, j: u32, values: mat4x4f) {
  let H = dims.H;
  var later = values;
  for (var r = 0u; r < 4u && n + r < dims.rows; r++) {
    let row = n + r;
    for (var q = 0u; q < 4u && j + q < H; q++) {
      let unit = j + q;
      let grad_h = dh[(dims.first + row) * H + unit] + select(0.0, later[r][q], row < dims.next_rows);
      let gate = vec4f(gates[(dims.first + row) * H + unit]);
      let i = gate.x;
      let f = gate.y;
      let o = gate.z;
      let g = gate.w;
      let t = safe_tanh(cs[(dims.out + row) * H + unit]);
      let carry = select(0.0, dc[row * H + unit], row < dims.carry_rows);
      let grad_c = grad_h * o * (1.0 - t * t) + carry;
      dc[row * H + unit] = grad_c * f;
      da[(dims.first + row) * H + unit] = vec4f(
        grad_c * g * i * (1.0 - i),
        grad_c * cs[(dims.prev + row) * H + unit] * f * (1.0 - f),
        grad_h * t * o * (1.0 - o),
        grad_c * i * (1.0 - g * g),
      );
    }
  }
}

#if ${BLOCKS}
// Four terms are the gates of one unit.
fn left_piece(n: u32, term: u32) -> mat4x4f {
  let i = vec4u(following(n), following(n + 1u), following(n + 2u), following(n + 3u)) + term / 4u;
  return within(transpose(mat4x4f(da[i.x], da[i.y], da[i.z], da[i.w])), max(4u * dims.H, term) - term);
}

fn right_piece(term: u32, j: u32) -> mat4x4f {
  let i = vec4u(weights(j), weights(j + 1u), weights(j + 2u), weights(j + 3u)) + term / 4u;
  return within(transpose(mat4x4f(w4(i.x), w4(i.y), w4(i.z), w4(i.w))), max(4u * dims.H, term) - term);
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, select(0u, 4u * dims.H, dims.next_rows > 0u));
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
  let n = 8u * group.y;
  let j = 8u * id.x;
#else
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = 8u * id.y;
  let j = 8u * id.x;
  if (n >= dims.rows || j >= dims.H) {
    return;
  }
#endif
  let H = dims.H;
  let i0 = following(n);
  let i1 = following(n + 1u);
  let i2 = following(n + 2u);
  let i3 = following(n + 3u);
  let i4 = following(n + 4u);
  let i5 = following(n + 5u);
  let i6 = following(n + 6u);
  let i7 = following(n + 7u);
  let j0 = weights(j);
  let j1 = weights(j + 1u);
  let j2 = weights(j + 2u);
  let j3 = weights(j + 3u);
  let j4 = weights(j + 4u);
  let j5 = weights(j + 5u);
  let j6 = weights(j + 6u);
  let j7 = weights(j + 7u);
#if ${SHARE_ROWS}
  let own_top = following(n + lane);
  let own_bottom = following(n + 4u + lane);
#endif
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  let units = select(0u, H, n < dims.next_rows);
  for (var u = 0u; u < units; u++) {
#if ${SHARE_ROWS}
    let top = from_lanes(da[own_top + u]);
    let bottom = from_lanes(da[own_bottom + u]);
#else
    let top = mat4x4f(da[i0 + u], da[i1 + u], da[i2 + u], da[i3 + u]);
    let bottom = mat4x4f(da[i4 + u], da[i5 + u], da[i6 + u], da[i7 + u]);
#endif
    let left = transpose(mat4x4f(w4(j0 + u), w4(j1 + u), w4(j2 + u), w4(j3 + u)));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = transpose(mat4x4f(w4(j4 + u), w4(j5 + u), w4(j6 + u), w4(j7 + u)));
    top_right += right * top;
    bottom_right += right * bottom;
  }
  store(n, j, top_left);
  store(n, j + 4u, top_right);
  store(n + 4u, j, bottom_left);
  store(n + 4u, j + 4u, bottom_right);
}
#endif
