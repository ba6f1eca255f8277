// gatewise/sdk.hpp: writes gatewise/abi.h for the author of a plugin, who writes a plain C++20 class:
//
//   class Lstm {
//    public:
//     Lstm(const gatewise::sdk::Preparation& given);             // packs the weights; throws to refuse
//     std::uint64_t state_bytes() const;                         // of one lane
//     gatewise::sdk::Needs needs(std::int64_t steps, std::int64_t lanes);
//     void reset(std::byte* lane_state) const;                   // one lane
//     void run(const gatewise::sdk::Run& run) const;
//     gatewise::sdk::Description describe() const;
//     static void supports(const gatewise::sdk::Spec& spec);     // optional; throws Unsupported with the reason
//   };
//   GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{.id = "mine", .version = "1.0.0"}), gatewise::sdk::cell<Lstm>("lstm",
//   "f32", "plain"))
//
// Exceptions thrown by any of these become codes and messages; none crosses the ABI. Header-only; depends on the ABI
// alone.
#ifndef GATEWISE_SDK_HPP
#define GATEWISE_SDK_HPP

#include <gatewise/abi.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gatewise::sdk {

/// This spec is not offered; the message is the reason that the report shows.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The caller broke the contract, or weights are missing, misshapen or not finite.
struct InvalidArgument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Copies min(theirs, ours) bytes of a sized struct into a zeroed one of our own.
template <class Struct>
Struct adopt(const Struct* theirs) {
  Struct ours{};
  if (theirs != nullptr) std::memcpy(&ours, theirs, std::min<std::size_t>(theirs->struct_size, sizeof(Struct)));
  return ours;
}

/// Writes a struct of ours into the caller's, no further than the size that the caller announced.
template <class Struct>
void answer(Struct* theirs, Struct ours) {
  const std::uint32_t size = theirs->struct_size;
  std::memcpy(theirs, &ours, std::min<std::size_t>(size, sizeof(Struct)));
  theirs->struct_size = size;
}

/// One layer in one direction (gw_spec).
struct Spec {
  std::string family;
  std::string precision;
  std::int64_t input = 0;   ///< I
  std::int64_t hidden = 0;  ///< H
};

/// The canonical weights by PyTorch's names. Data is the host's and lives until prepare returns.
class Weights {
 public:
  explicit Weights(const gw_weights& weights) {
    for (std::uint32_t i = 0; i < weights.count; ++i) tensors_.push_back(adopt(weights.tensors[i]));
  }

  /// The tensor's elements, row-major. Throws InvalidArgument where it is missing, has another shape, or holds NaN or
  /// infinity.
  std::span<const float> get(std::string_view name, std::initializer_list<std::int64_t> shape) const {
    const gw_tensor& tensor = find(name);
    if (!std::equal(shape.begin(), shape.end(), tensor.shape, tensor.shape + tensor.rank)) {
      throw InvalidArgument("weight '" + std::string(name) + "' has shape " +
                            text(tensor.shape, tensor.shape + tensor.rank) + ", expected " +
                            text(shape.begin(), shape.end()));
    }
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    const std::span<const float> data(tensor.data, count);
    if (!std::all_of(data.begin(), data.end(), [](float value) { return std::isfinite(value); })) {
      throw InvalidArgument("weight '" + std::string(name) + "' holds a value that is not finite");
    }
    return data;
  }

 private:
  const gw_tensor& find(std::string_view name) const {
    for (const gw_tensor& tensor : tensors_) {
      if (tensor.name != nullptr && name == tensor.name && tensor.data != nullptr && tensor.rank <= 4) return tensor;
    }
    throw InvalidArgument("weight '" + std::string(name) + "' is missing");
  }

  template <class Iterator>
  static std::string text(Iterator begin, Iterator end) {
    std::string shape("[");
    for (Iterator extent = begin; extent != end; ++extent) {
      if (extent != begin) shape += ",";
      shape += std::to_string(*extent);
    }
    shape += "]";
    return shape;
  }

  std::vector<gw_tensor> tensors_;
};

/// All that a cell is prepared from.
struct Preparation {
  Spec spec;
  std::uint32_t threads = 1;
  Weights weights;
  const gw_quant* quant = nullptr;  ///< nullptr where the host has no ranges
};

/// Bytes that run() needs for an announced (T, N).
struct Needs {
  std::uint64_t state_bytes = 0;  ///< of one lane
  std::uint64_t scratch_bytes = 0;
};

/// The truth about a prepared cell (gw_description).
struct Description {
  std::string_view implementation;  ///< a literal, or a string that lives as long as the process
  std::string_view precision;
  std::string_view isa = "baseline";
  std::uint64_t weights_bytes = 0;
  std::uint64_t touched_bytes = 0;
  std::uint64_t flags = GW_CELL_LENGTHS;
  std::uint32_t threads = 1;
};

/// One call of run(): T = steps, N = lanes. x [T,N,I], y [T,N,H].
struct Run {
  std::int64_t steps = 0;
  std::int64_t lanes = 0;
  const float* x = nullptr;
  float* y = nullptr;
  const std::int32_t* lengths = nullptr;  ///< [N] or nullptr
  std::byte* state = nullptr;             ///< [N, state_bytes]
  std::byte* scratch = nullptr;

  std::int64_t length(std::int64_t lane) const { return lengths == nullptr ? steps : lengths[lane]; }
};

/// Drives a cell that is written for one lane and one step: calls step(x [I], state, y [H]) for each step inside a
/// lane's length and writes zeros behind it.
template <class Step>
void for_each_step(const Run& run, const Spec& spec, std::uint64_t state_bytes, Step&& step) {
  for (std::int64_t lane = 0; lane < run.lanes; ++lane) {
    std::byte* state = run.state + static_cast<std::uint64_t>(lane) * state_bytes;
    for (std::int64_t t = 0; t < run.steps; ++t) {
      const std::int64_t row = t * run.lanes + lane;
      float* y = run.y + row * spec.hidden;
      if (t < run.length(lane)) {
        step(run.x + row * spec.input, state, y);
      } else {
        std::fill_n(y, spec.hidden, 0.0F);
      }
    }
  }
}

/// The plugin's own description (gw_plugin).
struct PluginInfo {
  const char* id = "";
  const char* version = "0.0.0";
  const char* library = "none";
  const char* licence = "Apache-2.0";
  const char* summary = "";
};

namespace detail {

inline void write_message(char* message, std::uint64_t message_size, const char* text) {
  if (message != nullptr && message_size > 0) std::snprintf(message, message_size, "%s", text);
}

/// Calls f and turns what it throws into a code and a message.
template <class Function>
std::int32_t guarded(char* message, std::uint64_t message_size, Function&& f) noexcept {
  const auto failed = [&](std::int32_t code, const char* what) {
    write_message(message, message_size, what);
    return code;
  };
  try {
    f();
    return GW_OK;
  } catch (const Unsupported& error) {
    return failed(GW_UNSUPPORTED, error.what());
  } catch (const InvalidArgument& error) {
    return failed(GW_INVALID_ARGUMENT, error.what());
  } catch (const std::bad_alloc&) {
    return failed(GW_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return failed(GW_INTERNAL, error.what());
  } catch (...) {
    return failed(GW_INTERNAL, "an exception that is no std::exception");
  }
}

inline Spec read_spec(const gw_spec* theirs) {
  const gw_spec spec = adopt(theirs);
  if (spec.family == nullptr || spec.precision == nullptr || spec.input_size < 1 || spec.hidden_size < 1) {
    throw InvalidArgument("a spec needs family, precision, input_size >= 1 and hidden_size >= 1");
  }
  return {spec.family, spec.precision, spec.input_size, spec.hidden_size};
}

inline Run read_run(const gw_run* theirs) {
  const gw_run run = adopt(theirs);
  return {run.steps,
          run.lanes,
          run.x,
          run.y,
          run.lengths,
          static_cast<std::byte*>(run.state),
          static_cast<std::byte*>(run.scratch)};
}

template <class Class>
concept ChecksSupport = requires(const Spec& spec) {
  Class::supports(spec);
};

/// The trampolines of one cell class.
template <class Class>
struct Trampolines {
  static std::int32_t supports(const gw_spec* spec, const gw_exec*, char* message, std::uint64_t size) {
    return guarded(message, size, [&] { check(read_spec(spec)); });
  }

  static std::int32_t prepare(const gw_spec* spec, const gw_exec* exec, const gw_weights* weights,
                              const gw_quant* quant, gw_cell** cell, char* message, std::uint64_t size) {
    return guarded(message, size, [&] {
      const gw_quant ranges = adopt(quant);
      const Preparation given{read_spec(spec), std::max(1U, adopt(exec).threads), Weights(adopt(weights)),
                              quant == nullptr ? nullptr : &ranges};
      check(given.spec);
      *cell = reinterpret_cast<gw_cell*>(new Class(given));
    });
  }

  static std::int32_t needs(gw_cell* cell, std::int64_t steps, std::int64_t lanes, gw_needs* theirs, char* message,
                            std::uint64_t size) {
    return guarded(message, size, [&] {
      const Needs needs = reinterpret_cast<Class*>(cell)->needs(steps, lanes);
      answer(theirs, gw_needs{sizeof(gw_needs), 0, needs.state_bytes, needs.scratch_bytes});
    });
  }

  static std::int32_t reset(const gw_cell* cell, void* state, const std::int32_t* lanes, std::int64_t count,
                            char* message, std::uint64_t size) {
    return guarded(message, size, [&] {
      const Class& self = *reinterpret_cast<const Class*>(cell);
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t lane = lanes == nullptr ? i : lanes[i];
        self.reset(static_cast<std::byte*>(state) + static_cast<std::uint64_t>(lane) * self.state_bytes());
      }
    });
  }

  static std::int32_t run(const gw_cell* cell, const gw_run* theirs, char* message, std::uint64_t size) {
    return guarded(message, size, [&] { reinterpret_cast<const Class*>(cell)->run(read_run(theirs)); });
  }

  static std::int32_t describe(const gw_cell* cell, gw_description* theirs, char* message, std::uint64_t size) {
    return guarded(message, size, [&] {
      const Description d = reinterpret_cast<const Class*>(cell)->describe();
      answer(theirs, gw_description{sizeof(gw_description), d.threads, d.implementation.data(), d.precision.data(),
                                    d.isa.data(), d.weights_bytes, d.touched_bytes, d.flags});
    });
  }

  static void release(gw_cell* cell) { delete reinterpret_cast<Class*>(cell); }

 private:
  static void check(const Spec& spec) {
    if constexpr (ChecksSupport<Class>) Class::supports(spec);
  }
};

}  // namespace detail

/// The table of one cell class. The class has: a constructor from Preparation, needs, state_bytes, reset, run,
/// describe.
template <class Class>
gw_cell_type cell(const char* family, const char* precision, const char* name) {
  using T = detail::Trampolines<Class>;
  return {sizeof(gw_cell_type), 0,           family,    precision, name,
          &T::supports,         &T::prepare, &T::needs, &T::reset, &T::run,
          &T::describe,         &T::release, nullptr};
}

/// Builds the plugin's table once; it lives as long as the process.
template <std::size_t Count>
const gw_plugin* make_plugin(const PluginInfo& info, const std::array<gw_cell_type, Count>& cells) {
  static const std::array<gw_cell_type, Count> types = cells;
  static const std::array<const gw_cell_type*, Count> table = [] {
    std::array<const gw_cell_type*, Count> pointers{};
    for (std::size_t i = 0; i < Count; ++i) pointers[i] = &types[i];
    return pointers;
  }();
  static const gw_plugin plugin{sizeof(gw_plugin), GW_ABI_MINOR, info.id, info.version, info.library, info.licence,
                                info.summary,      Count,        0,       table.data(), nullptr};
  return &plugin;
}

}  // namespace gatewise::sdk

/// Exports the plugin. INFO is a PluginInfo in brackets of its own; then come the cells.
#define GATEWISE_PLUGIN(INFO, ...)                                           \
  extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) { \
    return gatewise::sdk::make_plugin(INFO, std::array{__VA_ARGS__});        \
  }

#endif
