// What all threads of a workgroup found, as one number that all of them get. The workgroup is a row of WORKGROUP threads.
// With subgroups, whose size is known when it runs only, the threads of one find their number first; the lanes of a
// subgroup are taken to be neighbours in the row, as on every known device.

// A thread's place: which part of what was found it belongs to, and how many parts there are.
struct Place {
  part: u32,
  parts: u32,
  speaks: bool,
}

#if ${SUBGROUPS}
fn place_of(thread: u32, lane: u32, size: u32) -> Place {
  return Place(thread / size, (WORKGROUP + size - 1u) / size, lane == 0u);
}
#else
fn place_of(thread: u32) -> Place {
  return Place(thread, WORKGROUP, true);
}
#endif

var<workgroup> parts: array<f32, WORKGROUP>;

fn greatest_of_all(own: f32, place: Place) -> f32 {
  var greatest = own;
#if ${SUBGROUPS}
  greatest = subgroupMax(own);
#endif
  if (place.speaks) {
    parts[place.part] = greatest;
  }
  workgroupBarrier();
  greatest = parts[0];
  for (var part = 1u; part < place.parts; part++) {
    greatest = max(greatest, parts[part]);
  }
  // All have read the parts before the next ones take their place.
  workgroupBarrier();
  return greatest;
}

// What every thread found is in `parts` when this returns.
fn share_to_sum(own: f32, place: Place) {
  var total = own;
#if ${SUBGROUPS}
  total = subgroupAdd(own);
#endif
  if (place.speaks) {
    parts[place.part] = total;
  }
  workgroupBarrier();
}

fn sum_of_parts(place: Place) -> f32 {
  var total = parts[0];
  for (var part = 1u; part < place.parts; part++) {
    total += parts[part];
  }
  return total;
}

fn sum_of_all(own: f32, place: Place) -> f32 {
  share_to_sum(own, place);
  let total = sum_of_parts(place);
  // All have read the parts before the next ones take their place.
  workgroupBarrier();
  return total;
}

// The same sum for thread 0 alone, the last that a kernel asks for: where threads take turns, as on software adapters, those
// that add in vain take most of the time.
fn sum_for_first(own: f32, place: Place, thread: u32) -> f32 {
  share_to_sum(own, place);
  if (thread != 0u) {
    return 0.0;
  }
  return sum_of_parts(place);
}
