// Quotient and remainder of a < 2³¹ by b < 2²⁰, by way of floats: a division of integers takes software adapters many times
// as long, and GPUs no less. What the rounding of the first quotient leaves is a few b at most, and divides exactly.
fn divide(a: u32, b: u32) -> vec2u {
  let about = u32(f32(a) / f32(b));
  let rest = i32(a - about * b);
  let more = i32(floor(f32(rest) / f32(b)));
  return vec2u(about + u32(more), u32(rest - more * i32(b)));
}
