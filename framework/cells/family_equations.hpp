// The equations of a family that a plugin brings, as the trainer and the oracle call them.
#ifndef GATEWISE_CELLS_FAMILY_EQUATIONS_HPP
#define GATEWISE_CELLS_FAMILY_EQUATIONS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatewise {

/// One layer in one direction over packed sequences (gw_train_pass). Lanes are sorted by falling length; step t has a
/// row for each of its active[t] lanes, behind the rows of the steps before. R rows in all.
template <class Real>
struct PackedPass {
  std::int64_t input = 0;            ///< I
  std::int64_t hidden = 0;           ///< H
  std::vector<std::int64_t> active;  ///< [T]
  std::int64_t rows = 0;             ///< R
  std::int64_t truncate = 0;         ///< the gradient through the state is cut every so many steps; 0: never
  const Real* mask = nullptr;        ///< [N,H] recurrent dropout, or nullptr
  std::vector<const Real*> weights;  ///< in the family's order
  const Real* x = nullptr;           ///< [R,I]
  Real* y = nullptr;                 ///< [R,H] forward writes, backward reads
  std::byte* tape = nullptr;         ///< forward writes, backward reads
  const Real* dy = nullptr;          ///< [R,H] backward: the loss's gradient by y
  std::vector<Real*> d_weights;      ///< backward adds
  Real* dx = nullptr;                ///< [R,I] backward writes; nullptr: not wanted
};

enum class RecurrentDropout {
  refused,   ///< the family does not know it
  honoured,  ///< `mask` is
  vacuous,   ///< no weight multiplies h: there is nothing to drop
};

/// Thread-safe; throws std::exception with the plugin's message.
class FamilyEquations {
 public:
  virtual ~FamilyEquations() = default;

  virtual std::uint64_t tape_bytes(const PackedPass<float>& pass) const = 0;
  virtual std::uint64_t tape_bytes(const PackedPass<double>& pass) const = 0;
  virtual void forward(const PackedPass<float>& pass) const = 0;
  virtual void forward(const PackedPass<double>& pass) const = 0;
  virtual void backward(const PackedPass<float>& pass) const = 0;
  virtual void backward(const PackedPass<double>& pass) const = 0;
  /// What becomes of recurrent dropout.
  virtual RecurrentDropout recurrent_dropout() const = 0;
};

}  // namespace gatewise

#endif
