// Counter-based random numbers: a hash of four integers, the twin of src/ops/counter_random.ts, bit for bit. pcg4d of
// Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.

fn counter_hash(seed: u32, stream: u32, step: u32, index: u32) -> u32 {
  var v = vec4u(seed, stream, step, index) * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v.x;
}

// A number in [0, 1), a multiple of 2^-24.
fn counter_uniform(seed: u32, stream: u32, step: u32, index: u32) -> f32 {
  return f32(counter_hash(seed, stream, step, index) >> 8u) * 0x1p-24f;
}
