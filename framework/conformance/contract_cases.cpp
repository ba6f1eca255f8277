// The contract as such: answers that agree with each other, errors with names, structs of any size.
#include <fmt/format.h>
#include <gatewise/abi.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

#include "conformance/case.hpp"
#include "host/adopt.hpp"

namespace gatewise {
namespace {

Finding supports_agrees_with_prepare(const Subject& subject) {
  try {
    subject.prepare();
  } catch (const PluginFailure& failure) {
    return fail("prepare() takes what supports() has said yes to", failure.what(),
                "supports() and prepare() disagree: supports() must know these very shapes");
  }
  return pass();
}

Finding answers_are_complete(const Subject& subject) {
  PreparedCell cell = subject.prepare();
  const std::uint64_t one = cell.needs(1, 1).state_bytes;
  for (const auto& [steps, lanes] : {std::pair<std::int64_t, std::int64_t>{24, 3}, {1, 16}, {100, 1}, {0, 1}}) {
    if (cell.needs(steps, lanes).state_bytes == one) continue;
    return fail(
        "state_bytes of a lane is the same for every T and N",
        fmt::format("{} bytes at T {}, N {}, {} at T 1, N 1", cell.needs(steps, lanes).state_bytes, steps, lanes, one),
        "state_bytes is announced for the whole batch instead of one lane");
  }
  const CellDescription said = cell.describe();
  const std::string& asked = subject.request.precision;
  if (said.precision != asked && !said.does_nothing) {
    return fail(fmt::format("it computes in {}, which it was asked for", asked),
                fmt::format("describe() says '{}'", said.precision), "a silent fallback to another precision");
  }
  if (said.implementation.empty() || said.isa.empty())
    return fail("describe() names implementation and isa", "an empty name", "a field of gw_description is left out");
  if (said.weights_bytes == 0 && !said.does_nothing)
    return fail("describe() says what the weights take", "0 bytes", "a field of gw_description is left out");
  if (said.threads < 1 || said.threads > subject.request.threads) {
    return fail(fmt::format("it uses 1 to {} threads, as it was asked", subject.request.threads),
                fmt::format("describe() says {}", said.threads), "gw_exec.threads is ignored");
  }
  return pass();
}

/// Says nothing where prepare refuses these tensors with a message that holds `named`.
Finding expect_refusal(const Subject& subject, const std::vector<NamedTensor>& tensors, const std::string& what,
                       const std::string& named) {
  try {
    subject.plugin.prepare(subject.request, tensors, standard_ranges);
  } catch (const PluginFailure& failure) {
    if (std::string(failure.what()).find(named) != std::string::npos) return pass();
    return fail(fmt::format("{} is refused with the tensor's name '{}'", what, named),
                fmt::format("refused with: {}", failure.what()), "the error does not name the weight");
  }
  return fail(fmt::format("{} is refused", what), "prepare() takes it",
              "weights are not checked: missing, misshapen or not finite, they must be refused by name");
}

Finding bad_weights_are_named(const Subject& subject) {
  const std::vector<std::vector<float>> values = subject.weights();
  const std::vector<NamedTensor> good = named_tensors(subject.request, values);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::vector<NamedTensor> missing = good;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    Finding found = expect_refusal(subject, missing, "a missing tensor", good[i].name);
    if (found.outcome == Outcome::failed) return found;
    std::vector<NamedTensor> misshapen = good;
    misshapen[i].shape[0] += 1;  // nobody reads the row that is not there before the shape is checked
    std::vector<float> longer(values[i]);
    longer.resize(longer.size() * 2 + 1);
    misshapen[i].data = longer.data();
    found = expect_refusal(subject, misshapen, "a tensor of another shape", good[i].name);
    if (found.outcome == Outcome::failed) return found;
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      std::vector<float> poisoned(values[i]);
      poisoned.back() = bad;
      std::vector<NamedTensor> tensors = good;
      tensors[i].data = poisoned.data();
      found = expect_refusal(subject, tensors, fmt::format("a weight that is {}", bad), good[i].name);
      if (found.outcome == Outcome::failed) return found;
    }
  }
  return pass();
}

/// A struct of the ABI with bytes behind it that are none of the other side's business.
template <class Struct>
struct Longer {
  Struct known;
  std::byte behind[64];

  explicit Longer(const Struct& value) : known(value) {
    std::memset(behind, 0x5A, sizeof(behind));
    known.struct_size = sizeof(*this);
  }
  bool intact() const {
    return std::all_of(std::begin(behind), std::end(behind), [](std::byte b) { return b == std::byte{0x5A}; });
  }
};

Finding failed_call(const char* function, std::int32_t code, const char* message) {
  return fail("a struct longer than the plugin knows is taken as it is known",
              fmt::format("{} answers {}: {}", function, code, message),
              "struct_size is compared with ==; compare with >= and copy the smaller of both");
}

/// A cell that is driven with every input struct longer than the plugin can know.
Finding drive_with_longer_structs(const gw_cell_type& type, const Subject& subject) {
  const std::vector<std::vector<float>> values = subject.weights();
  const std::vector<NamedTensor> tensors = named_tensors(subject.request, values);
  const Longer<gw_spec> spec(
      {0, 0, subject.request.family.c_str(), subject.request.precision.c_str(), subject.input(), subject.hidden()});
  const Longer<gw_exec> exec({0, 1});
  const Longer<gw_quant> quant({0, standard_ranges.sequences, standard_ranges.x_min, standard_ranges.x_max,
                                standard_ranges.h_min, standard_ranges.h_max});
  std::vector<Longer<gw_tensor>> longer;
  std::vector<const gw_tensor*> pointers;
  for (const NamedTensor& tensor : tensors) {
    gw_tensor one{0, static_cast<std::uint32_t>(tensor.shape.size()), tensor.name.c_str(), tensor.data, {}};
    std::copy(tensor.shape.begin(), tensor.shape.end(), one.shape);
    longer.emplace_back(one);
  }
  for (const Longer<gw_tensor>& tensor : longer) pointers.push_back(&tensor.known);
  const Longer<gw_weights> weights({0, static_cast<std::uint32_t>(pointers.size()), pointers.data()});
  char message[512] = "";
  std::int32_t code = type.supports(&spec.known, &exec.known, message, sizeof(message));
  if (code != GW_OK) return failed_call("supports()", code, message);
  gw_cell* cell = nullptr;
  code = type.prepare(&spec.known, &exec.known, &weights.known, &quant.known, &cell, message, sizeof(message));
  if (code != GW_OK) return failed_call("prepare()", code, message);
  const std::unique_ptr<gw_cell, void (*)(gw_cell*)> released(cell, type.release);

  Longer<gw_needs> needs(gw_needs{});
  code = type.needs(cell, 4, 1, &needs.known, message, sizeof(message));
  if (code != GW_OK) return failed_call("needs()", code, message);
  Longer<gw_description> description(gw_description{});
  code = type.describe(cell, &description.known, message, sizeof(message));
  if (code != GW_OK) return failed_call("describe()", code, message);
  const std::vector<float> values_in = random_values(4 * subject.input(), 81);
  GuardedBuffer x("x", values_in.size() * sizeof(float));
  std::copy(values_in.begin(), values_in.end(), x.floats());
  GuardedBuffer y("y", static_cast<std::size_t>(4 * subject.hidden()) * sizeof(float));
  GuardedBuffer state("the state", needs.known.state_bytes);
  GuardedBuffer scratch("the scratch", needs.known.scratch_bytes);
  code = type.reset(cell, state.data(), nullptr, 1, message, sizeof(message));
  if (code != GW_OK) return failed_call("reset()", code, message);
  const Longer<gw_run> run({0, 0, 4, 1, x.floats(), y.floats(), nullptr, state.data(), scratch.data()});
  code = type.run(cell, &run.known, message, sizeof(message));
  if (code != GW_OK) return failed_call("run()", code, message);
  for (const GuardedBuffer* buffer : {&x, &y, &state, &scratch}) buffer->check();
  if (needs.intact() && description.intact()) return pass();
  return fail("needs() and describe() write no further than the struct that they know", "bytes behind are overwritten",
              "struct_size is taken for the plugin's own size");
}

/// A struct that ends after its first field that matters, with canaries behind.
template <class Struct, class Function>
Finding expect_short_answer(const char* function, std::uint32_t size, Function call) {
  alignas(Struct) std::byte bytes[sizeof(Struct) + 64];
  std::memset(bytes, 0x5A, sizeof(bytes));
  auto* answer = reinterpret_cast<Struct*>(bytes);
  answer->struct_size = size;
  if (call(answer) != GW_OK) return pass();  // a refusal is an answer, too
  if (std::all_of(bytes + size, std::end(bytes), [](std::byte b) { return b == std::byte{0x5A}; })) return pass();
  return fail(fmt::format("{} writes no further than the struct_size that the host announced ({})", function, size),
              "bytes behind are overwritten",
              "struct_size is ignored: copy the smaller of the host's and one's own sizeof");
}

Finding struct_sizes_are_kept(const Subject& subject) {
  const gw_cell_type type = adopt(subject.plugin.cell_type(subject.request));
  Finding found = drive_with_longer_structs(type, subject);
  if (found.outcome == Outcome::failed) return found;
  PreparedCell cell = subject.prepare();
  found = expect_short_answer<gw_needs>("needs()", offsetof(gw_needs, scratch_bytes), [&](gw_needs* needs) {
    return type.needs(cell.raw(), 1, 1, needs, nullptr, 0);
  });
  if (found.outcome == Outcome::failed) return found;
  cell.needs(1, 1);
  return expect_short_answer<gw_description>(
      "describe()", offsetof(gw_description, isa),
      [&](gw_description* description) { return type.describe(cell.raw(), description, nullptr, 0); });
}

}  // namespace

std::vector<ConformanceCase> contract_cases() {
  return {
      {"supports_agrees_with_prepare",
       "prepare() takes every spec that supports() says yes to",
       supports_agrees_with_prepare,
       {},
       false},
      {"answers_are_complete",
       "needs() and describe() are complete and agree with what was asked",
       answers_are_complete,
       {},
       false},
      {"struct_sizes_are_kept", "longer structs are read as far as they are known, shorter ones written no further",
       struct_sizes_are_kept, usual_shape, false},
      {"bad_weights_are_named", "missing, misshapen and non-finite weights are refused by name", bad_weights_are_named},
  };
}

}  // namespace gatewise
