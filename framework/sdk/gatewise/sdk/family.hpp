// gatewise/sdk/family.hpp: for the author of a plugin that brings a cell family of its own, so that the host can train,
// store, rank and check it. Beside the cell's class, the author writes:
//
//   struct MyFamily {
//     static constexpr const char* name = "my_family";
//     static constexpr const char* title = "what it is and where it is from";
//     static constexpr std::uint64_t train_flags = 0;  // GW_TRAIN_*: what becomes of recurrent dropout
//     static std::vector<gatewise::sdk::Parameter> parameters();
//     static std::int64_t tape_reals(std::int64_t input, std::int64_t hidden, std::int64_t rows);
//     template <class Real> static void forward(const gatewise::sdk::TrainPass<Real>& pass);
//     template <class Real> static void backward(const gatewise::sdk::TrainPass<Real>& pass);
//   };
//   GATEWISE_PLUGIN((...), gatewise::sdk::cell<MyCell, MyFamily>("my_family", "f32", "plain"))
//
// Real is float (training) and double (what cells and gradients are checked against).
#ifndef GATEWISE_SDK_FAMILY_HPP
#define GATEWISE_SDK_FAMILY_HPP

#include <gatewise/sdk.hpp>

namespace gatewise::sdk {

/// Extents of a parameter: so many, so many times I, so many times H.
constexpr gw_extent constant(std::int64_t count) { return {count, 0, 0}; }
constexpr gw_extent inputs(std::int64_t times = 1) { return {0, times, 0}; }
constexpr gw_extent hidden(std::int64_t times = 1) { return {0, 0, times}; }

/// One weight tensor of a family (gw_parameter).
struct Parameter {
  const char* name = "";
  std::vector<gw_extent> shape;           ///< one or two
  std::uint32_t init = GW_INIT_CONSTANT;  ///< GW_INIT_*
  std::uint32_t blocks = 1;               ///< equal parts of the first extent, each filled on its own
  std::vector<float> values{};            ///< [blocks] or empty
};

/// One layer in one direction over packed sequences (gw_train_pass): T steps, R rows, I inputs, H hidden units.
template <class Real>
struct TrainPass {
  std::int64_t input = 0;
  std::int64_t hidden = 0;
  std::int64_t steps = 0;
  std::int64_t rows = 0;
  std::int64_t truncate = 0;
  const std::int64_t* active = nullptr;  ///< [T] lanes still running, falling
  const Real* mask = nullptr;            ///< [N,H] or nullptr
  const void* const* weights = nullptr;
  const Real* x = nullptr;   ///< [R,I]
  Real* y = nullptr;         ///< [R,H]
  Real* tape = nullptr;      ///< [tape_reals()]
  const Real* dy = nullptr;  ///< [R,H]
  void* const* d_weights = nullptr;
  Real* dx = nullptr;  ///< [R,I] or nullptr

  /// Tensor `index` of the family, and its gradient, to which backward adds.
  const Real* weight(std::size_t index) const { return static_cast<const Real*>(weights[index]); }
  Real* d_weight(std::size_t index) const { return static_cast<Real*>(d_weights[index]); }
  /// Whether the gradient through the state is cut in front of step t.
  bool cuts(std::int64_t t) const { return truncate > 0 && t % truncate == 0; }
};

namespace detail {

template <class Real>
TrainPass<Real> read_pass(const Spec& spec, const gw_train_pass& pass) {
  return {spec.input,
          spec.hidden,
          pass.steps,
          pass.rows,
          pass.truncate,
          pass.active,
          static_cast<const Real*>(pass.recurrent_mask),
          pass.weights,
          static_cast<const Real*>(pass.x),
          static_cast<Real*>(pass.y),
          static_cast<Real*>(pass.tape),
          static_cast<const Real*>(pass.dy),
          pass.d_weights,
          static_cast<Real*>(pass.dx)};
}

/// The tables of one family class.
template <class Family>
struct FamilyTables {
  static const void* extension(const char* id) {
    if (std::strcmp(id, GW_FAMILY_EXTENSION) == 0) return family();
    if (std::strcmp(id, GW_TRAIN_EXTENSION) == 0) return train();
    return nullptr;
  }

 private:
  static const gw_family* family() {
    static const std::vector<Parameter> said = Family::parameters();
    static const std::vector<gw_parameter> parameters = [] {
      std::vector<gw_parameter> all;
      for (const Parameter& p : said) {
        gw_parameter parameter{sizeof(gw_parameter),
                               static_cast<std::uint32_t>(p.shape.size()),
                               p.name,
                               {},
                               p.init,
                               p.blocks,
                               p.values.empty() ? nullptr : p.values.data()};
        // No exception may leave: the host refuses 0 blocks by the parameter's name.
        if (!p.values.empty() && p.values.size() != p.blocks) parameter.init_blocks = 0;
        std::copy_n(p.shape.begin(), std::min<std::size_t>(2, p.shape.size()), parameter.shape);
        all.push_back(parameter);
      }
      return all;
    }();
    static const std::vector<const gw_parameter*> pointers = [] {
      std::vector<const gw_parameter*> all;
      for (const gw_parameter& parameter : parameters) all.push_back(&parameter);
      return all;
    }();
    static const gw_family table{sizeof(gw_family), static_cast<std::uint32_t>(pointers.size()), Family::name,
                                 Family::title, pointers.data()};
    return &table;
  }

  static const gw_train* train() {
    static const gw_train table{sizeof(gw_train), 0, Family::train_flags, &tape_bytes, &forward, &backward};
    return &table;
  }

  static std::int32_t tape_bytes(const gw_spec* theirs, const gw_train_pass* pass, std::uint64_t* bytes, char* message,
                                 std::uint64_t size) {
    return guarded(message, size, [&] {
      const Spec spec = read_spec(theirs);
      const gw_train_pass known = adopt(pass);
      *bytes = static_cast<std::uint64_t>(Family::tape_reals(spec.input, spec.hidden, known.rows)) * known.real_bytes;
    });
  }

  static std::int32_t forward(const gw_spec* spec, const gw_train_pass* pass, char* message, std::uint64_t size) {
    return with_pass(spec, pass, message, size, [](const auto& typed) { Family::forward(typed); });
  }

  static std::int32_t backward(const gw_spec* spec, const gw_train_pass* pass, char* message, std::uint64_t size) {
    return with_pass(spec, pass, message, size, [](const auto& typed) { Family::backward(typed); });
  }

  template <class Function>
  static std::int32_t with_pass(const gw_spec* theirs, const gw_train_pass* pass, char* message, std::uint64_t size,
                                Function f) {
    return guarded(message, size, [&] {
      const Spec spec = read_spec(theirs);
      const gw_train_pass known = adopt(pass);
      if (known.real_bytes == sizeof(float)) return f(read_pass<float>(spec, known));
      if (known.real_bytes == sizeof(double)) return f(read_pass<double>(spec, known));
      throw InvalidArgument("real_bytes is " + std::to_string(known.real_bytes) + "; expected 4 or 8");
    });
  }
};

}  // namespace detail

/// The table of a cell class that brings its family along.
template <class Class, class Family>
gw_cell_type cell(const char* family, const char* precision, const char* name) {
  gw_cell_type type = cell<Class>(family, precision, name);
  type.extension = &detail::FamilyTables<Family>::extension;
  return type;
}

}  // namespace gatewise::sdk

#endif
