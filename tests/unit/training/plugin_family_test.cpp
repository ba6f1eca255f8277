// Families that plugins bring, as the registry and the trainer see them.
#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cells/family_equations.hpp"
#include "cells/oracle.hpp"
#include "data/dataset.hpp"
#include "host/plugin.hpp"
#include "training/recurrent_layer.hpp"

namespace gatewise::plugin_family_test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Family declared(const std::string& id) {
  return {id,        {{"weight_ih", {{0, 0, 2}, {0, 1, 0}}, {Initial::Kind::uniform, 2, {0.5F, 0.25F}}}},
          {},        0,
          "a title", false,
          nullptr};
}

TEST(AddedFamily, IsFoundAndListedAfterTheHostsOwn) {
  add_family(declared("of_a_plugin"));
  EXPECT_EQ(find_family("of_a_plugin").title, "a title");
  EXPECT_EQ(family_ids().front(), "rnn_tanh");
  EXPECT_THAT(family_ids(), ::testing::Contains("of_a_plugin"));
  const std::vector<Parameter> all = cell_parameters(find_family("of_a_plugin"), 3, 5);
  EXPECT_THAT(all.at(0).shape, ::testing::ElementsAre(10, 3));
}

TEST(AddedFamily, MayNotBeOneOfTheHostsOwnNorChange) {
  EXPECT_THAT([] { add_family(declared("gru")); }, ThrowsMessage<InputError>(HasSubstr("one of the host's own")));
  add_family(declared("declared_twice"));
  EXPECT_NO_THROW(add_family(declared("declared_twice")));
  Family other = declared("declared_twice");
  other.parameters[0].shape[0].per_hidden = 3;
  EXPECT_THAT([&] { add_family(other); },
              ThrowsMessage<InputError>(HasSubstr("declared twice with different parameters")));
}

TEST(AddedFamily, SurvivesJson) {
  const Family family = declared("as_json");
  const Family back = Json(family).get<Family>();
  EXPECT_EQ(back.id, family.id);
  EXPECT_EQ(back.title, family.title);
  EXPECT_EQ(back.parameters, family.parameters);
}

TEST(AddedFamily, HasNoOracleUntilItsPluginIsLoaded) {
  add_family(declared("not_loaded"));
  EXPECT_THAT([] { OracleCell(find_family("not_loaded"), 2, 3, {std::vector<float>(12)}); },
              ThrowsMessage<InputError>(HasSubstr("that plugin is not loaded here")));
}

/// h' = 0.5 h + x, so that what is cut and packed shows.
class Leaky : public FamilyEquations {
 public:
  std::uint64_t tape_bytes(const PackedPass<float>&) const override { return 0; }
  std::uint64_t tape_bytes(const PackedPass<double>&) const override { return 0; }
  void forward(const PackedPass<float>&) const override { throw std::logic_error("not asked for"); }
  void forward(const PackedPass<double>& pass) const override {
    std::int64_t row = 0;
    for (std::size_t t = 0; t < pass.active.size(); ++t) {
      for (std::int64_t lane = 0; lane < pass.active[t]; ++lane, ++row)
        pass.y[row] = pass.x[row] + (t == 0 ? 0 : 0.5 * pass.y[row - pass.active[t - 1]]);
    }
  }
  void backward(const PackedPass<float>&) const override {}
  void backward(const PackedPass<double>&) const override {}
  RecurrentDropout recurrent_dropout() const override { return RecurrentDropout::refused; }
};

Family leaky() {
  Family family = declared("leaky");
  family.equations = std::make_shared<Leaky>();
  return family;
}

TEST(PluginEquations, AreTheOracleOnPaddedBatchesOfAnyLengths) {
  const OracleCell oracle(add_family(leaky()), 1, 1, {std::vector<float>(2)});
  const std::vector<std::int32_t> lengths{1, 3, 0};
  const std::vector<double> x{1, 2, NAN, NAN, 4, NAN, NAN, 8, NAN};  // [3 steps, 3 lanes]
  EXPECT_THAT(oracle.run(x, 3, 3, lengths, {}), ::testing::ElementsAre(1, 2, 0, 0, 5, 0, 0, 10.5, 0));
  EXPECT_THAT(oracle.run(std::vector<double>{1, 1}, 2, 1, {}, {}), ::testing::ElementsAre(1, 1.5));
}

TEST(PluginEquations, WithoutRecurrentDropoutRefuseATrainingThatAsksForIt) {
  const Sequence sequence{.length = 2};
  const PackedBatch batch = pack({&sequence});
  const LayerPlan plan{&add_family(leaky()), 1, 1, 0};
  const std::vector<double> weights(2);
  LayerWeights<double> tensors;
  tensors.cell.all = {weights.data()};
  LayerTape<double> tape;
  const std::vector<double> x{1, 1};
  const std::vector<double> mask{2};
  layer_forward(plan, batch, tensors, x.data(), static_cast<const double*>(nullptr), tape);
  EXPECT_EQ(tape.h, (std::vector<double>{1, 1.5}));
  EXPECT_THAT([&] { layer_forward(plan, batch, tensors, x.data(), mask.data(), tape); },
              ThrowsMessage<std::runtime_error>(HasSubstr("knows no recurrent dropout")));
}

}  // namespace
}  // namespace gatewise::plugin_family_test
