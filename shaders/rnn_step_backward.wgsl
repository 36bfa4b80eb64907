// rnn_step_backward: the way back through one time step of a vanilla RNN, row n of `rows` captions.
//
// math     dh = dh[first + n] + (n < next_rows ? da[next + n] whᵀ : 0);  h = hs[out + n]
//          da[first + n] = dh (1 − h²)
// reads    dh (*, H)   wh (H, H)   hs (*, H)
// updates  da (*, H)
// threads  ceil(H / 8) × ceil(rows / 8), each an 8 × 8 tile of dh; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

struct Dims {
  rows: u32,
  next_rows: u32,
  H: u32,
  first: u32,
  out: u32,
  next: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
#if ${H_VEC4}
@group(0) @binding(1) var<storage, read> dh: array<vec4f>;
@group(0) @binding(2) var<storage, read> wh: array<${WH_VEC4}>;
@group(0) @binding(3) var<storage, read> hs: array<${HS_VEC4}>;
@group(0) @binding(4) var<storage, read_write> da: array<vec4f>;
#else
@group(0) @binding(1) var<storage, read> dh: array<f32>;
@group(0) @binding(2) var<storage, read> wh: array<${WH_FLOAT}>;
@group(0) @binding(3) var<storage, read> hs: array<${HS_FLOAT}>;
@group(0) @binding(4) var<storage, read_write> da: array<f32>;
#endif

override THREADS_X: u32;
override THREADS_Y: u32;
override THREADS_Z: u32 = 1;

${TILE}
#if ${SHARE_ROWS}
${LANES}
#endif
#if ${BLOCKS}
${BLOCK}
#endif

// Where the next step's da of row n begins. Rows that ended before do the work of another one, which is not used.
fn following(n: u32) -> u32 {
  return (dims.next + min(n, dims.next_rows - 1u)) * dims.H;
}

fn weights(j: u32) -> u32 {
  return min(j, dims.H - 1u) * dims.H;
}

fn da4(i: u32) -> vec4f {
#if ${H_VEC4}
  return da[i / 4u];
#else
  return vec4f(da[i], da[i + 1u], da[i + 2u], da[i + 3u]);
#endif
}

fn w4(i: u32) -> vec4f {
#if ${H_VEC4}
  return vec4f(wh[i / 4u]);
#else
  return vec4f(vec4(wh[i], wh[i + 1u], wh[i + 2u], wh[i + 3u]));
#endif
}

// Column r of `values` is what the next step gives row n + r, for the units from j on.
fn store(n: u32, j: u32, values: mat4x4f) {
  let H = dims.H;
  var later = values;
  for (var r = 0u; r < 4u && n + r < dims.rows; r++) {
    let start = (dims.first + n + r) * H + j;
    let hidden = (dims.out + n + r) * H + j;
    let from_later = n + r < dims.next_rows;
#if ${H_VEC4}
    if (j < H) {
      let grad = dh[start / 4u] + select(vec4f(), later[r], from_later);
      let h = vec4f(hs[hidden / 4u]);
      da[start / 4u] = grad * (1.0 - h * h);
    }
#else
    for (var c = 0u; c < 4u && j + c < H; c++) {
      let grad = dh[start + c] + select(0.0, later[r][c], from_later);
      let h = f32(hs[hidden + c]);
      da[start + c] = grad * (1.0 - h * h);
    }
#endif
  }
}

#if ${BLOCKS}
fn left_piece(n: u32, k: u32) -> mat4x4f {
  let i = vec4u(following(n), following(n + 1u), following(n + 2u), following(n + 3u)) + k;
  return within(transpose(mat4x4f(da4(i.x), da4(i.y), da4(i.z), da4(i.w))), max(dims.H, k) - k);
}

fn right_piece(k: u32, j: u32) -> mat4x4f {
  let i = vec4u(weights(j), weights(j + 1u), weights(j + 2u), weights(j + 3u)) + k;
  return within(transpose(mat4x4f(w4(i.x), w4(i.y), w4(i.z), w4(i.w))), max(dims.H, k) - k);
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, select(0u, dims.H, dims.next_rows > 0u));
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
  let terms = select(0u, H, n < dims.next_rows);
  var k = 0u;
  for (; k + 4u <= terms; k += 4u) {
#if ${SHARE_ROWS}
    let top = from_lanes(da4(own_top + k));
    let bottom = from_lanes(da4(own_bottom + k));
#else
    let top = mat4x4f(da4(i0 + k), da4(i1 + k), da4(i2 + k), da4(i3 + k));
    let bottom = mat4x4f(da4(i4 + k), da4(i5 + k), da4(i6 + k), da4(i7 + k));
#endif
    let left = transpose(mat4x4f(w4(j0 + k), w4(j1 + k), w4(j2 + k), w4(j3 + k)));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = transpose(mat4x4f(w4(j4 + k), w4(j5 + k), w4(j6 + k), w4(j7 + k)));
    top_right += right * top;
    bottom_right += right * bottom;
  }
#if ${H_VEC4}
#else
  for (; k < terms; k++) {
    let top = vec4f(da[i0 + k], da[i1 + k], da[i2 + k], da[i3 + k]);
    let bottom = vec4f(da[i4 + k], da[i5 + k], da[i6 + k], da[i7 + k]);
    let left = vec4f(vec4(wh[j0 + k], wh[j1 + k], wh[j2 + k], wh[j3 + k]));
    let right = vec4f(vec4(wh[j4 + k], wh[j5 + k], wh[j6 + k], wh[j7 + k]));
    top_left += outer(left, top);
    top_right += outer(right, top);
    bottom_left += outer(left, bottom);
    bottom_right += outer(right, bottom);
  }
#endif
  store(n, j, top_left);
  store(n, j + 4u, top_right);
  store(n + 4u, j, bottom_left);
  store(n + 4u, j + 4u, bottom_right);
}
#endif
