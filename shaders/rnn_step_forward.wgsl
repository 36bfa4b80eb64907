// rnn_step_forward: one time step of a vanilla RNN, row n of `rows` captions.
//
// math     hs[out + n] = tanh(xw[input_rows[first + n]] + hs[prev + n] wh)
// reads    xw (*, H)   input_rows (*), below the rows of xw   wh (H, H)
// updates  hs (*, H)
// threads  ceil(H / 8) × ceil(rows / 8), each an 8 × 8 tile of the new h; in blocks as block.wgsl says
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
#if ${H_VEC4}
@group(0) @binding(1) var<storage, read> xw: array<${XW_VEC4}>;
@group(0) @binding(3) var<storage, read> wh: array<${WH_VEC4}>;
@group(0) @binding(4) var<storage, read_write> hs: array<${HS_VEC4}>;
#else
@group(0) @binding(1) var<storage, read> xw: array<${XW_FLOAT}>;
@group(0) @binding(3) var<storage, read> wh: array<${WH_FLOAT}>;
@group(0) @binding(4) var<storage, read_write> hs: array<${HS_FLOAT}>;
#endif
@group(0) @binding(2) var<storage, read> input_rows: array<u32>;

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

// Columns beyond H get whatever comes next in memory; they are not stored.
fn w4(k: u32, j: u32) -> vec4f {
  let i = k * dims.H + j;
#if ${H_VEC4}
  return vec4f(wh[i / 4u]);
#else
  return vec4f(vec4(wh[i], wh[i + 1u], wh[i + 2u], wh[i + 3u]));
#endif
}

// Column r of the block is row n + r of the product, from unit j on.
fn store(n: u32, j: u32, values: mat4x4f) {
  let H = dims.H;
  var block = values;
  for (var r = 0u; r < 4u && n + r < dims.rows; r++) {
    let x = input_rows[dims.first + n + r] * H + j;
    let start = (dims.out + n + r) * H + j;
#if ${H_VEC4}
    if (j < H) {
      let a = block[r] + vec4f(xw[x / 4u]);
      hs[start / 4u] = as_${HS_VEC4}(vec4f(safe_tanh(a.x), safe_tanh(a.y), safe_tanh(a.z), safe_tanh(a.w)));
    }
#else
    for (var c = 0u; c < 4u && j + c < H; c++) {
      hs[start + c] = as_${HS_FLOAT}(safe_tanh(block[r][c] + f32(xw[x + c])));
    }
#endif
  }
}

#if ${BLOCKS}
fn left_piece(n: u32, k: u32) -> mat4x4f {
  let i = vec4u(previous(n), previous(n + 1u), previous(n + 2u), previous(n + 3u)) + k;
  return within(transpose(mat4x4f(h4(i.x), h4(i.y), h4(i.z), h4(i.w))), max(dims.H, k) - k);
}

fn right_piece(k: u32, j: u32) -> mat4x4f {
  return within(mat4x4f(w4(k, j), w4(k + 1u, j), w4(k + 2u, j), w4(k + 3u, j)), max(dims.H, k) - k);
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
  let i0 = previous(n);
  let i1 = previous(n + 1u);
  let i2 = previous(n + 2u);
  let i3 = previous(n + 3u);
  let i4 = previous(n + 4u);
  let i5 = previous(n + 5u);
  let i6 = previous(n + 6u);
  let i7 = previous(n + 7u);
#if ${SHARE_ROWS}
  let own_top = previous(n + lane);
  let own_bottom = previous(n + 4u + lane);
#endif
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  var k = 0u;
  for (; k + 4u <= H; k += 4u) {
#if ${SHARE_ROWS}
    let top = from_lanes(h4(own_top + k));
    let bottom = from_lanes(h4(own_bottom + k));
#else
    let top = mat4x4f(h4(i0 + k), h4(i1 + k), h4(i2 + k), h4(i3 + k));
    let bottom = mat4x4f(h4(i4 + k), h4(i5 + k), h4(i6 + k), h4(i7 + k));
#endif
    let left = mat4x4f(w4(k, j), w4(k + 1u, j), w4(k + 2u, j), w4(k + 3u, j));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = mat4x4f(w4(k, j + 4u), w4(k + 1u, j + 4u), w4(k + 2u, j + 4u), w4(k + 3u, j + 4u));
    top_right += right * top;
    bottom_right += right * bottom;
  }
#if ${H_VEC4}
#else
  for (; k < H; k++) {
    let top = vec4f(vec4(hs[i0 + k], hs[i1 + k], hs[i2 + k], hs[i3 + k]));
    let bottom = vec4f(vec4(hs[i4 + k], hs[i5 + k], hs[i6 + k], hs[i7 + k]));
    top_left += outer(w4(k, j), top);
    top_right += outer(w4(k, j + 4u), top);
    bottom_left += outer(w4(k, j), bottom);
    bottom_right += outer(w4(k, j + 4u), bottom);
  }
#endif
  store(n, j, top_left);
  store(n, j + 4u, top_right);
  store(n + 4u, j, bottom_left);
  store(n + 4u, j + 4u, bottom_right);
}
#endif
