// affine_forward: y = x w + b, row by row.
//
// math     y[y_first + m, n] = b[n] + Σ_k x[r, k] w[k, n],  r = rows[m] if rows are given, else x_first + m
// reads    x (*, K)   w (K, N)   b (N), optional   rows (M), optional, below the rows of x
// writes   y (*, N)
// threads  ceil(N / 8) × ceil(M / 8), each an 8 × 8 tile of y; in blocks as block.wgsl says
#if ${SHARE_ROWS}

enable subgroups;
#endif

struct Dims {
  M: u32,
  K: u32,
  N: u32,
  x_first: u32,
  y_first: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
#if ${K_VEC4}
@group(0) @binding(1) var<storage, read> x: array<${X_VEC4}>;
#else
@group(0) @binding(1) var<storage, read> x: array<${X_FLOAT}>;
#endif
#if ${N_VEC4}
@group(0) @binding(2) var<storage, read> w: array<${W_VEC4}>;
#if ${B}
@group(0) @binding(3) var<storage, read> b: array<vec4f>;
#endif
@group(0) @binding(5) var<storage, read_write> y: array<${Y_VEC4}>;
#else
@group(0) @binding(2) var<storage, read> w: array<${W_FLOAT}>;
#if ${B}
@group(0) @binding(3) var<storage, read> b: array<f32>;
#endif
@group(0) @binding(5) var<storage, read_write> y: array<${Y_FLOAT}>;
#endif
#if ${ROWS}
@group(0) @binding(4) var<storage, read> rows: array<u32>;
#endif

override THREADS_X: u32;
override THREADS_Y: u32;
override THREADS_Z: u32 = 1;

${STORE}
${TILE}
#if ${SHARE_ROWS}
${LANES}
#endif
#if ${BLOCKS}
${BLOCK}
#endif

// Where in x the input of row m begins. Rows beyond M do the work of the last one and are not stored.
fn input(m: u32) -> u32 {
  let row = min(m, dims.M - 1u);
#if ${ROWS}
  return rows[row] * dims.K;
#else
  return (dims.x_first + row) * dims.K;
#endif
}

fn x4(i: u32) -> vec4f {
#if ${K_VEC4}
  return vec4f(x[i / 4u]);
#else
  return vec4f(vec4(x[i], x[i + 1u], x[i + 2u], x[i + 3u]));
#endif
}

// Columns beyond N get whatever comes next in memory; they are not stored.
fn w4(k: u32, n: u32) -> vec4f {
  let i = k * dims.N + n;
#if ${N_VEC4}
  return vec4f(w[i / 4u]);
#else
  return vec4f(vec4(w[i], w[i + 1u], w[i + 2u], w[i + 3u]));
#endif
}

// Column r of the block is row m + r of y, from column n on.
fn store(m: u32, n: u32, values: mat4x4f) {
  var block = values;
  for (var r = 0u; r < 4u && m + r < dims.M; r++) {
    let start = (dims.y_first + m + r) * dims.N + n;
#if ${N_VEC4}
    if (n < dims.N) {
#if ${B}
      y[start / 4u] = as_${Y_VEC4}(block[r] + b[n / 4u]);
#else
      y[start / 4u] = as_${Y_VEC4}(block[r]);
#endif
    }
#else
    for (var c = 0u; c < 4u && n + c < dims.N; c++) {
#if ${B}
      y[start + c] = as_${Y_FLOAT}(block[r][c] + b[n + c]);
#else
      y[start + c] = as_${Y_FLOAT}(block[r][c]);
#endif
    }
#endif
  }
}

#if ${BLOCKS}
fn left_piece(m: u32, k: u32) -> mat4x4f {
  let x_rows = mat4x4f(x4(input(m) + k), x4(input(m + 1u) + k), x4(input(m + 2u) + k), x4(input(m + 3u) + k));
  return within(transpose(x_rows), max(dims.K, k) - k);
}

fn right_piece(k: u32, n: u32) -> mat4x4f {
  return within(mat4x4f(w4(k, n), w4(k + 1u, n), w4(k + 2u, n), w4(k + 3u, n)), max(dims.K, k) - k);
}

@compute @workgroup_size(THREADS_X, THREADS_Y, THREADS_Z)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  block_product(group, thread, dims.K);
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
  let n = 8u * id.x;
#else
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = 8u * id.y;
  let n = 8u * id.x;
  if (m >= dims.M || n >= dims.N) {
    return;
  }
#endif
  let i0 = input(m);
  let i1 = input(m + 1u);
  let i2 = input(m + 2u);
  let i3 = input(m + 3u);
  let i4 = input(m + 4u);
  let i5 = input(m + 5u);
  let i6 = input(m + 6u);
  let i7 = input(m + 7u);
#if ${SHARE_ROWS}
  let own_top = input(m + lane);
  let own_bottom = input(m + 4u + lane);
#endif
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  var k = 0u;
  for (; k + 4u <= dims.K; k += 4u) {
#if ${SHARE_ROWS}
    let top = from_lanes(x4(own_top + k));
    let bottom = from_lanes(x4(own_bottom + k));
#else
    let top = mat4x4f(x4(i0 + k), x4(i1 + k), x4(i2 + k), x4(i3 + k));
    let bottom = mat4x4f(x4(i4 + k), x4(i5 + k), x4(i6 + k), x4(i7 + k));
#endif
    let left = mat4x4f(w4(k, n), w4(k + 1u, n), w4(k + 2u, n), w4(k + 3u, n));
    top_left += left * top;
    bottom_left += left * bottom;
    let right = mat4x4f(w4(k, n + 4u), w4(k + 1u, n + 4u), w4(k + 2u, n + 4u), w4(k + 3u, n + 4u));
    top_right += right * top;
    bottom_right += right * bottom;
  }
#if ${K_VEC4}
#else
  for (; k < dims.K; k++) {
    let top = vec4f(vec4(x[i0 + k], x[i1 + k], x[i2 + k], x[i3 + k]));
    let bottom = vec4f(vec4(x[i4 + k], x[i5 + k], x[i6 + k], x[i7 + k]));
    top_left += outer(w4(k, n), top);
    top_right += outer(w4(k, n + 4u), top);
    bottom_left += outer(w4(k, n), bottom);
    bottom_right += outer(w4(k, n + 4u), bottom);
  }
#endif
  store(m, n, top_left);
  store(m, n + 4u, top_right);
  store(m + 4u, n, bottom_left);
  store(m + 4u, n + 4u, bottom_right);
}
#endif
