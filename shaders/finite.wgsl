// WGSL compilers may assume that NaN and infinity do not occur and drop a comparison; the exponent bits do not lie. Sums
// and products hand NaN and infinity on, whereas exp, log and sqrt of NaN may be any number (SwiftShader: log is 89.9).

const INFINITE = 0x7f800000u;

fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & INFINITE) != INFINITE;
}

// Orders floats by their magnitude: from INFINITE on they are not finite.
fn magnitude_bits(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}

// `result`, or NaN where the maximum magnitude of its inputs is not finite.
fn unless_infinite(result: f32, greatest: u32) -> f32 {
  return select(result, bitcast<f32>(greatest | 0x7fc00000u), greatest >= INFINITE);
}
