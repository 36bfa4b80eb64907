// Means over the rows of a column, for a workgroup of SLICES threads that has one column of Values: slice s takes rows s,
// s + SLICES, ... The order of the sums does not depend on the device.

override SLICES: u32 = 64;

var<workgroup> partial: array<Values, SLICES>;

// Sum of what the threads of the workgroup bring, to all of them.
fn sum_of_slices(own: Values, slice: u32) -> Values {
  workgroupBarrier();
  partial[slice] = own;
  workgroupBarrier();
  var total = partial[0];
  for (var s = 1u; s < SLICES; s++) {
    total += partial[s];
  }
  return total;
}
