// affine_backward_input: dx = dy wᵀ, row by row.
//
// math     dx[r, k] = Σ_n dy[dy_first + m, n] w[k, n],  r = rows[m] if rows are given, else dx_first + m
// reads    dy (*, N)   w (K, N)   rows (M), optional, below the rows of dx
// writes   dx (*, K)
// threads  ceil(K / 8) × ceil(M / 8), each an 8 × 8 tile of dx

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
@group(0) @binding(2) var<storage, read> w: array<vec4f>;
#else
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
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

${TILE}

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
  return w[i / 4u];
#else
  return vec4f(w[i], w[i + 1u], w[i + 2u], w[i + 3u]);
#endif
}

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let m = 8u * id.y;
  let k = 8u * id.x;
  if (m >= dims.M || k >= dims.K) {
    return;
  }
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
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  var n = 0u;
  for (; n + 4u <= dims.N; n += 4u) {
    let top = mat4x4f(dy4(i0 + n), dy4(i1 + n), dy4(i2 + n), dy4(i3 + n));
    let bottom = mat4x4f(dy4(i4 + n), dy4(i5 + n), dy4(i6 + n), dy4(i7 + n));
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
    let left = vec4f(w[j0 + n], w[j1 + n], w[j2 + n], w[j3 + n]);
    let right = vec4f(w[j4 + n], w[j5 + n], w[j6 + n], w[j7 + n]);
    top_left += outer(left, top);
    top_right += outer(right, top);
    bottom_left += outer(left, bottom);
    bottom_right += outer(right, bottom);
  }
#endif
  var blocks = array(top_left, top_right, bottom_left, bottom_right);
  for (var r = 0u; r < min(8u, dims.M - m); r++) {
    let start = output(m + r) + k;
#if ${K_VEC4}
    for (var c = 0u; c < min(8u, dims.K - k); c += 4u) {
      dx[(start + c) / 4u] = blocks[r / 4u * 2u + c / 4u][r % 4u];
    }
#else
    for (var c = 0u; c < min(8u, dims.K - k); c++) {
      dx[start + c] = blocks[r / 4u * 2u + c / 4u][r % 4u][c % 4u];
    }
#endif
  }
}
