// Whether what an update would store is finite, of as many numbers as `Values` has; `Bits` is the same in u32.

// 0 where x is finite, else NaN.
fn fault(x: Values) -> Values {
  let bits = bitcast<Bits>(x);
  let finite = (bits & Bits(0x7f800000u)) != Bits(0x7f800000u);
  return select(bitcast<Values>(bits | Bits(0x7fc00000u)), Values(), finite);
}
