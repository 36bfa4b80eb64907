// affine_backward_weight: dw = xᵀ dy.
//
// math     dw[k, n] = Σ_m x[r, k] dy[dy_first + m, n],  r = rows[m] if rows are given, else x_first + m;
//          with the flag accumulate this is added to what dw holds
// reads    x (*, K)   dy (*, N)   rows (M), optional, below the rows of x
// updates  dw (K, N)
// threads  ceil(N / 8) × ceil(K / 8), each an 8 × 8 tile of dw; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  x_first: u32,
  dy_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
#if ${K_VEC4}
@group(0) @binding(1) var<storage, read> x: array<${X_VEC4}>;
#else
@group(0) @binding(1) var<storage, read> x: array<${X_FLOAT}>;
#endif
#if ${N_VEC4}
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dw: array<vec4f>;
#else
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dw: array<f32>;
#endif
#if ${ROWS}
@group(0) @binding(3) var<storage, read> rows: array<u32>;
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

// Where in x the input of row m begins.
fn input(m: u32) -> u32 {
#if ${ROWS}
  return rows[m] * dims.K;
#else
  return (dims.x_first + m) * dims.K;
#endif
}

// Columns beyond K, and beyond N, get whatever comes next in memory; they are not stored.
fn x4(i: u32) -> vec4f {
#if ${K_VEC4}
  return vec4f(x[i / 4u]);
#else
  return vec4f(vec4(x[i], x[i + 1u], x[i + 2u], x[i + 3u]));
#endif
}

fn dy4(m: u32, n: u32) -> vec4f {
  let i = (dims.dy_first + m) * dims.N + n;
#if ${N_VEC4}
  return dy[i / 4u];
#else
  return vec4f(dy[i], dy[i + 1u], dy[i + 2u], dy[i + 3u]);
#endif
}

// Column r of the block is row k + r of dw, from column n on.
fn store(k: u32, n: u32, values: mat4x4f) {
  var block = values;
  for (var r = 0u; r < 4u && k + r < dims.K; r++) {
    let start = (k + r) * dims.N + n;
#if ${N_VEC4}
    if (n < dims.N) {
#if ${ACCUMULATE}
      dw[start / 4u] += block[r];
#else
      dw[start / 4u] = block[r];
#endif
    }
#else
    for (var c = 0u; c < 4u && n + c < dims.N; c++) {
#if ${ACCUMULATE}
      dw[start + c] += block[r][c];
#else
      dw[start + c] = block[r][c];
#endif
    }
#endif
  }
}

#if ${BLOCKS}
fn left_piece(k: u32, m: u32) -> mat4x4f {
  let i = vec4u(input(m), input(m + 1u), input(m + 2u), input(m + 3u)) + k;
  return within(mat4x4f(x4(i.x), x4(i.y), x4(i.z), x4(i.w)), max(dims.M, m) - m);
}

fn right_piece(m: u32, n: u32) -> mat4x4f {
  return within(mat4x4f(dy4(m, n), dy4(m + 1u, n), dy4(m + 2u, n), dy4(m + 3u, n)), max(dims.M, m) - m);
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, dims.M);
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
  let k = 8u * group.y;
  let n = 8u * id.x;
#else
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = 8u * id.y;
  let n = 8u * id.x;
  if (k >= dims.K || n >= dims.N) {
    return;
  }
#endif
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  var m = 0u;
  for (; m + 4u <= dims.M; m += 4u) {
#if ${SHARE_ROWS}
    let own = input(m + lane) + k;
    let top = transpose(from_lanes(x4(own)));
    let bottom = transpose(from_lanes(x4(own + 4u)));
#else
    let i0 = input(m) + k;
    let i1 = input(m + 1u) + k;
    let i2 = input(m + 2u) + k;
    let i3 = input(m + 3u) + k;
    let top = transpose(mat4x4f(x4(i0), x4(i1), x4(i2), x4(i3)));
    let bottom = transpose(mat4x4f(x4(i0 + 4u), x4(i1 + 4u), x4(i2 + 4u), x4(i3 + 4u)));
#endif
    let left = mat4x4f(dy4(m, n), dy4(m + 1u, n), dy4(m + 2u, n), dy4(m + 3u, n));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = mat4x4f(dy4(m, n + 4u), dy4(m + 1u, n + 4u), dy4(m + 2u, n + 4u), dy4(m + 3u, n + 4u));
    top_right += right * top;
    bottom_right += right * bottom;
  }
  for (; m < dims.M; m++) {
    let i = input(m) + k;
    top_left += outer(dy4(m, n), x4(i));
    top_right += outer(dy4(m, n + 4u), x4(i));
    bottom_left += outer(dy4(m, n), x4(i + 4u));
    bottom_right += outer(dy4(m, n + 4u), x4(i + 4u));
  }
  store(k, n, top_left);
  store(k, n + 4u, top_right);
  store(k + 4u, n, bottom_left);
  store(k + 4u, n + 4u, bottom_right);
}
#endif
