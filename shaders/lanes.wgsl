// Rows shared by the four lanes of a subgroup. On a software adapter a lane is a number of a vector register, and a load
// that differs from lane to lane is four loads: when all lanes need the same four rows, each loads one and gives it to
// the others. Holds where subgroups have four lanes and all of them work on the same rows.

// The four lanes' vectors as the columns of a matrix.
fn from_lanes(own: vec4f) -> mat4x4f {
  return mat4x4f(
    subgroupBroadcast(own, 0u),
    subgroupBroadcast(own, 1u),
    subgroupBroadcast(own, 2u),
    subgroupBroadcast(own, 3u),
  );
}
