// Numbers as the type that they are stored in. A number too great for a half must become infinite, where WGSL lets a
// device take the maximum half.

fn as_f32(x: f32) -> f32 {
  return x;
}

fn as_vec4f(x: vec4f) -> vec4f {
  return x;
}
#if ${HALVES}

fn as_f16(x: f32) -> f16 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  // 65,520: halfway between the maximum half and what would be the next one.
  let beyond = magnitude >= 0x477ff000u && magnitude < 0x7f800000u;
  return f16(bitcast<f32>(select(bits, (bits & 0x80000000u) | 0x7f800000u, beyond)));
}

fn as_vec4h(x: vec4f) -> vec4h {
  return vec4h(as_f16(x.x), as_f16(x.y), as_f16(x.z), as_f16(x.w));
}
#endif
