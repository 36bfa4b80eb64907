// WGSL compilers may assume that NaN and infinity do not occur and drop a comparison; the exponent bits do not lie.

fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}
