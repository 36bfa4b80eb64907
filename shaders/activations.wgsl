// sigmoid and tanh in terms of exp of a bounded argument. The built-in tanh is NaN beyond 88.7 on several drivers, and
// an exp that overflows is only allowed to be infinite, not obliged to. A sum that is NaN or has overflowed is no number,
// and clamp and min would make one of it: it is propagated as it is, so that scores and loss are not finite either.

fn sigmoid(x: f32) -> f32 {
  let y = 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)));
  return select(x, y, is_finite(x));
}

fn safe_tanh(x: f32) -> f32 {
  let e = exp(-2.0 * min(abs(x), 20.0));
  let far = sign(x) * (1.0 - e) / (1.0 + e);
  // 1 − e loses all digits near 0, where two terms of the series are exact.
  let near = x - x * x * x / 3.0;
  return select(x, select(far, near, abs(x) < 0.02), is_finite(x));
}
