#include "conformance/suspects.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace gatewise {
namespace {

using Vector = std::vector<double>;

double sigmoid(double a) { return 1.0 / (1.0 + std::exp(-a)); }
double hard_sigmoid(double a) { return std::clamp(0.2 * a + 0.5, 0.0, 1.0); }
double relu(double a) { return std::max(a, 0.0); }
double tanh_of(double a) { return std::tanh(a); }

using Activation = double (*)(double);

/// The equations with what people get wrong as switches.
struct Mistake {
  std::string sentence;
  std::vector<std::int64_t> order{};  ///< order[g]: the canonical gate that stands in gate g's place
  double input_scale = 1, recurrent_scale = 1, bias_ih_scale = 1, bias_hh_scale = 1;
  bool bias_hh_is_bias_ih = false;
  bool transposed = false;   ///< W_hh, each gate's block
  bool carries = true;       ///< the state goes from step to step
  bool z_flipped = false;    ///< h' = z n + (1 - z) h
  bool bias_merged = false;  ///< gru: b_hn outside the product with r
  bool other_reset = false;  ///< gru as gru_reset_before, and the other way round
  bool tanh_of_c = true;     ///< lstm: h = o tanh(c)
  bool hands_out_c = false;  ///< lstm: y = c
  bool late = false;         ///< y is the h of the step before
  double forget_bias = 0;
  Activation gate = sigmoid;
  Activation candidate = tanh_of;
};

/// One lane of a cell that makes a mistake.
class MistakenCell {
 public:
  MistakenCell(const Subject& subject, const Mistake& mistake)
      : family_(find_family(subject.request.family)),
        mistake_(mistake),
        input_(subject.input()),
        hidden_(subject.hidden()),
        weights_(subject.weights()),
        h_(static_cast<std::size_t>(hidden_)),
        c_(h_.size()) {}

  /// y [H]
  Vector step(const double* x) {
    const Vector before = h_;
    if (!mistake_.carries) {
      std::fill(h_.begin(), h_.end(), 0.0);
      std::fill(c_.begin(), c_.end(), 0.0);
    }
    if (family_.id == "lstm") {
      lstm(x);
    } else if (family_.gate_count() == 3) {
      gru(x);
    } else {
      rnn(x);
    }
    return mistake_.late ? before : mistake_.hands_out_c ? c_ : h_;
  }

 private:
  std::int64_t row(std::int64_t gate, std::size_t j) const {
    const std::int64_t stands = mistake_.order.empty() ? gate : mistake_.order[static_cast<std::size_t>(gate)];
    return stands * hidden_ + static_cast<std::int64_t>(j);
  }
  double weight(std::size_t tensor, std::int64_t index) const {
    return static_cast<double>(weights_[tensor][static_cast<std::size_t>(index)]);
  }
  double bias_hh(std::int64_t row) const {
    return mistake_.bias_hh_scale * weight(mistake_.bias_hh_is_bias_ih ? 2 : 3, row);
  }
  double from_input(std::int64_t gate, std::size_t j, const double* x) const {
    double sum = 0;
    for (std::int64_t k = 0; k < input_; ++k) sum += weight(0, row(gate, j) * input_ + k) * x[k];
    return mistake_.input_scale * sum + mistake_.bias_ih_scale * weight(2, row(gate, j));
  }
  /// Without the bias.
  double product(std::int64_t gate, std::size_t j, const Vector& h) const {
    const std::int64_t r = row(gate, j);
    const std::int64_t block = r / hidden_ * hidden_ * hidden_;
    double sum = 0;
    for (std::int64_t k = 0; k < hidden_; ++k) {
      const std::int64_t at = mistake_.transposed ? block + k * hidden_ + r % hidden_ : r * hidden_ + k;
      sum += weight(1, at) * h[static_cast<std::size_t>(k)];
    }
    return mistake_.recurrent_scale * sum;
  }
  double sum(std::int64_t gate, std::size_t j, const double* x) const {
    return from_input(gate, j, x) + product(gate, j, h_) + bias_hh(row(gate, j));
  }

  void rnn(const double* x) {
    const bool is_relu = family_.id == "rnn_relu";
    const Activation right = is_relu ? relu : tanh_of;
    const Activation f = mistake_.candidate == tanh_of ? right : mistake_.candidate;
    Vector next(h_.size());
    for (std::size_t j = 0; j < h_.size(); ++j) next[j] = f(sum(0, j, x));
    h_ = next;
  }

  void lstm(const double* x) {
    Vector next(h_.size());
    for (std::size_t j = 0; j < h_.size(); ++j) {
      c_[j] = mistake_.gate(sum(1, j, x) + mistake_.forget_bias) * c_[j] +
              mistake_.gate(sum(0, j, x)) * mistake_.candidate(sum(2, j, x));
      next[j] = mistake_.gate(sum(3, j, x)) * (mistake_.tanh_of_c ? std::tanh(c_[j]) : c_[j]);
    }
    h_ = next;
  }

  void gru(const double* x) {
    const bool before = (family_.id == "gru_reset_before") != mistake_.other_reset;
    Vector reset_h(h_.size());
    for (std::size_t j = 0; j < h_.size(); ++j) reset_h[j] = mistake_.gate(sum(0, j, x)) * h_[j];
    Vector next(h_.size());
    for (std::size_t j = 0; j < h_.size(); ++j) {
      const double bias = bias_hh(row(2, j));
      double recurrent = before ? product(2, j, reset_h) + bias
                                : mistake_.gate(sum(0, j, x)) * (product(2, j, h_) + (mistake_.bias_merged ? 0 : bias));
      if (!before && mistake_.bias_merged) recurrent += bias;
      const double n = mistake_.candidate(from_input(2, j, x) + recurrent);
      const double z = mistake_.gate(sum(1, j, x));
      next[j] = mistake_.z_flipped ? z * n + (1 - z) * h_[j] : (1 - z) * n + z * h_[j];
    }
    h_ = next;
  }

  const Family& family_;
  const Mistake& mistake_;
  std::int64_t input_, hidden_;
  std::vector<std::vector<float>> weights_;
  Vector h_, c_;
};

/// Every other order of a family's gates.
std::vector<Mistake> wrong_orders(const Family& family) {
  std::vector<std::int64_t> order(family.gates.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::vector<Mistake> mistakes;
  while (std::next_permutation(order.begin(), order.end())) {
    std::vector<std::string> read;  // gate g's place in the plugin's eyes
    read.resize(order.size());
    for (std::size_t g = 0; g < order.size(); ++g) read[static_cast<std::size_t>(order[g])] = family.gates[g];
    mistakes.push_back({fmt::format("gates are swapped: it takes the rows {} for {}", fmt::join(family.gates, " "),
                                    fmt::join(read, " ")),
                        order});
  }
  return mistakes;
}

std::vector<Mistake> mistakes_of(const Family& family) {
  std::vector<Mistake> all = wrong_orders(family);
  const auto add = [&](std::string sentence, const std::function<void(Mistake&)>& change) {
    Mistake& mistake = all.emplace_back();
    mistake.sentence = std::move(sentence);
    change(mistake);
  };
  add("bias_hh is ignored", [](Mistake& m) { m.bias_hh_scale = 0; });
  add("bias_ih is ignored", [](Mistake& m) { m.bias_ih_scale = 0; });
  add("both biases are ignored", [](Mistake& m) { m.bias_ih_scale = m.bias_hh_scale = 0; });
  add("bias_ih is used in bias_hh's place too", [](Mistake& m) { m.bias_hh_is_bias_ih = true; });
  add("weight_hh is used transposed", [](Mistake& m) { m.transposed = true; });
  add("the state is not carried from step to step: each starts from zeros", [](Mistake& m) { m.carries = false; });
  add("y is the h of the step before", [](Mistake& m) { m.late = true; });
  add("sigmoid is computed as a hard sigmoid", [](Mistake& m) { m.gate = hard_sigmoid; });
  for (const double scale : {0.5, 2.0}) {
    add(fmt::format("wrong scale: the input's product is {} times what it should be", scale),
        [&](Mistake& m) { m.input_scale = scale; });
    add(fmt::format("wrong scale: the recurrent product is {} times what it should be", scale),
        [&](Mistake& m) { m.recurrent_scale = scale; });
  }
  if (family.id != "rnn_relu") add("relu stands where tanh should", [](Mistake& m) { m.candidate = relu; });
  if (family.id == "rnn_relu")
    add("tanh stands where relu should", [](Mistake& m) { m.candidate = [](double a) { return std::tanh(a); }; });
  add("sigmoid stands where tanh should", [](Mistake& m) { m.candidate = sigmoid; });
  if (family.id == "lstm") {
    add("h = o c: the tanh of c is missing", [](Mistake& m) { m.tanh_of_c = false; });
    add("y is c, not h", [](Mistake& m) { m.hands_out_c = true; });
    add("1 is added to the forget gate, whose bias the weights hold already", [](Mistake& m) { m.forget_bias = 1; });
  }
  if (family.gate_count() != 3) return all;
  add("z has the wrong polarity: h' = z n + (1 - z) h instead of (1 - z) n + z h",
      [](Mistake& m) { m.z_flipped = true; });
  add("the reset stands on the wrong side of the matrix product", [](Mistake& m) { m.other_reset = true; });
  if (family.id == "gru") {
    add("n's biases are merged: b_hn must stay inside the product with r", [](Mistake& m) { m.bias_merged = true; });
    add("the reset stands on the wrong side of the matrix product, and z has the wrong polarity", [](Mistake& m) {
      m.other_reset = true;
      m.z_flipped = true;
    });
  }
  return all;
}

Vector run_mistake(const Subject& subject, const OracleBatch& batch, const Mistake& mistake) {
  const std::int64_t hidden = subject.hidden();
  Vector y(static_cast<std::size_t>(batch.steps * batch.lanes() * hidden));
  for (std::int64_t n = 0; n < batch.lanes(); ++n) {
    MistakenCell cell(subject, mistake);
    for (std::int64_t t = 0; t < batch.lengths[static_cast<std::size_t>(n)]; ++t) {
      const std::int64_t row = t * batch.lanes() + n;
      const Vector out = cell.step(batch.x.data() + row * subject.input());
      std::copy(out.begin(), out.end(), y.begin() + row * hidden);
    }
  }
  return y;
}

}  // namespace

std::string likely_cause(const Subject& subject, const ParityRun& run) {
  const Family& family = find_family(subject.request.family);
  if (!family.built_in()) return "";
  std::string best;
  double least = 1;  // as the cell is judged: what rounding explains
  for (const Mistake& mistake : mistakes_of(family)) {
    const Difference seen = difference_from(run_mistake(subject, run.batch, mistake), run.got);
    const double excess =
        Parity{"", seen.max_abs, seen.nmse, run.parity.allowed, run.parity.allowed_nmse, false}.excess();
    if (excess >= least) continue;
    least = excess;
    best = mistake.sentence;
  }
  return best;
}

}  // namespace gatewise
