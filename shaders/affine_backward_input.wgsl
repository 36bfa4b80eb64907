// affine_backward_input: dx = dy wᵀ, row by row.
//
// math     dx[r, k] = Σ_n dy[dy_first + m, n] w[k, n],  r = rows[m] if rows are given, else dx_first + m
// reads    dy (*, N)   w (K, N)   rows (M), optional, below the rows of dx
// writes   dx (*, K)
// threads  ceil(K / 8) × ceil(M / 8), each an 8 × 8 tile of dx; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  dy_first: u32,
  dx_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
#if ${N_VEC4}
@group(0) @binding(1) var<storage, read> dy: array<vec4f>;
@group(0) @binding(2) var<storage, read> w: array<${W_VEC4}>;
#else
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<${W_FLOAT}>;
#endif
#if ${ROWS}
@group(0) @binding(3) var<storage, read> rows: array<u32>;
#endif
#if ${K_VEC4}
@group(0) @binding(4) var<storage, read_write> dx: array<vec4f>;
#else
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
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

// Where row m of dy begins. Rows beyond M do the work of the last one and are not stored; so with columns beyond K.
fn gradient(m: u32) -> u32 {
  return (dims.dy_first + min(m, dims.M - 1u)) * dims.N;
}

fn weights(k: u32) -> u32 {
  return min(k, dims.K - 1u) * dims.N;
}

fn output(m: u32) -> u32 {
#if ${ROWS}
  return rows[m] * dims.K;
#else
  return (dims.dx_first + m) * dims.K;
#endif
}

fn dy4(i: u32) -> vec4f {
#if ${N_VEC4}
  return dy[i / 4u];
#else
  return vec4f(dy[i], dy[i + 1u], dy[i + 2u], dy[i + 3u]);
#endif
}

fn w4(i: u32) -> vec4f {
#if ${N_VEC4}
  return vec4f(w[i / 4u]);
#else
  return vec4f(vec4(w[i], w[i + 1u], w[i + 2u], w[i + 3u]));
#endif
}

// Column r of the block is row m + r of the result, from column k on.
fn store(m: u32, k: u32, values: mat4x4f) {
  var block = values;
  for (var r = 0u; r < 4u && m + r < dims.M; r++) {
    let start = output(m + r) + k;
#if ${K_VEC4}
    if (k < dims.K) {
      dx[start / 4u] = block[r];
    }
#else
    for (var c = 0u; c < 4u && k + c < dims.K; c++) {
      dx[start + c] = block[r][c];
    }
#endif
  }
}

#if ${BLOCKS}
fn left_piece(m: u32, n: u32) -> mat4x4f {
  let i = vec4u(gradient(m), gradient(m + 1u), gradient(m + 2u), gradient(m + 3u)) + n;
  return within(transpose(mat4x4f(dy4(i.x), dy4(i.y), dy4(i.z), dy4(i.w))), max(dims.N, n) - n);
}

fn right_piece(n: u32, k: u32) -> mat4x4f {
  let j = vec4u(weights(k), weights(k + 1u), weights(k + 2u), weights(k + 3u)) + n;
  return within(transpose(mat4x4f(w4(j.x), w4(j.y), w4(j.z), w4(j.w))), max(dims.N, n) - n);
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, dims.N);
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
  let m = 8u * group.y;
  let k = 8u * id.x;
#else
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = 8u * id.y;
  let k = 8u * id.x;
  if (m >= dims.M || k >= dims.K) {
    return;
  }
#endif
  let i0 = gradient(m);
  let i1 = gradient(m + 1u);
  let i2 = gradient(m + 2u);
  let i3 = gradient(m + 3u);
  let i4 = gradient(m + 4u);
  let i5 = gradient(m + 5u);
  let i6 = gradient(m + 6u);
  let i7 = gradient(m + 7u);
  let j0 = weights(k);
  let j1 = weights(k + 1u);
  let j2 = weights(k + 2u);
  let j3 = weights(k + 3u);
  let j4 = weights(k + 4u);
  let j5 = weights(k + 5u);
  let j6 = weights(k + 6u);
  let j7 = weights(k + 7u);
#if ${SHARE_ROWS}
  let own_top = gradient(m + lane);
  let own_bottom = gradient(m + 4u + lane);
#endif
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  var n = 0u;
  for (; n + 4u <= dims.N; n += 4u) {
#if ${SHARE_ROWS}
    let top = from_lanes(dy4(own_top + n));
    let bottom = from_lanes(dy4(own_bottom + n));
#else
    let top = mat4x4f(dy4(i0 + n), dy4(i1 + n), dy4(i2 + n), dy4(i3 + n));
    let bottom = mat4x4f(dy4(i4 + n), dy4(i5 + n), dy4(i6 + n), dy4(i7 + n));
#endif
    let left = transpose(mat4x4f(w4(j0 + n), w4(j1 + n), w4(j2 + n), w4(j3 + n)));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = transpose(mat4x4f(w4(j4 + n), w4(j5 + n), w4(j6 + n), w4(j7 + n)));
    top_right += right * top;
    bottom_right += right * bottom;
  }
#if ${N_VEC4}
#else
  for (; n < dims.N; n++) {
    let top = vec4f(dy[i0 + n], dy[i1 + n], dy[i2 + n], dy[i3 + n]);
    let bottom = vec4f(dy[i4 + n], dy[i5 + n], dy[i6 + n], dy[i7 + n]);
    let left = vec4f(vec4(w[j0 + n], w[j1 + n], w[j2 + n], w[j3 + n]));
    let right = vec4f(vec4(w[j4 + n], w[j5 + n], w[j6 + n], w[j7 + n]));
    top_left += outer(left, top);
    top_right += outer(right, top);
    bottom_left += outer(left, bottom);
    bottom_right += outer(right, bottom);
  }
#endif
  store(m, k, top_left);
  store(m, k + 4u, top_right);
  store(m + 4u, k, bottom_left);
  store(m + 4u, k + 4u, bottom_right);
}
#endif
