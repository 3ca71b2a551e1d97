using MtrlAkka.Learning.Plasticity;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

public class DormancyStreaksTests
{
    [Fact]
    public void A_streak_grows_while_a_unit_sleeps_and_ends_when_it_wakes()
    {
        var streaks = Create();
        foreach (float second in new[] { 0f, 0, 1, 0, 0 }) streaks.Add(Layers(second), 0.1);
        Assert.Equal([0, 2, 5], streaks.Of(0, 0));
        Assert.Equal([0, 0, 0], streaks.Of(0, 1));
        // Of four units in two layers one is long dormant, another one for two measurements.
        Assert.Equal((25, 50), (streaks.Percent(0, 5), streaks.Percent(0, 2)));
        Assert.Equal((0, 0), (streaks.Percent(1, 1), streaks.Percent(0, 6)));
    }

    [Fact]
    public void Saved_streaks_go_on_as_if_nothing_had_been_between()
    {
        DormancyStreaks whole = Create(), resumed = Create();
        whole.Add(Layers(0), 0.1);
        var state = whole.Save("plasticity/actor").ToDictionary(static array => array.Name);
        Assert.Equal(["plasticity/actor/layer_0", "plasticity/actor/layer_1"], state.Keys);
        Assert.Equal([2, 3], state["plasticity/actor/layer_0"].Shape);
        resumed.Add(Layers(1), 0.1);
        resumed.Load("plasticity/actor", state);
        whole.Add(Layers(0), 0.1);
        resumed.Add(Layers(0), 0.1);
        Assert.Equal(whole.Of(0, 0), resumed.Of(0, 0));
        Assert.Equal(2, resumed.Of(0, 0)[1]);

        resumed.Load("plasticity/actor", new Dictionary<string, NamedArray>());
        Assert.Equal([0, 0, 0], resumed.Of(0, 0));
        state["plasticity/actor/layer_0"] = new NamedArray("plasticity/actor/layer_0", [1, 3], new float[3]);
        Assert.Contains("plasticity/actor/layer_0", Assert.Throws<InvalidDataException>(() => resumed.Load("plasticity/actor", state)).Message, StringComparison.Ordinal);
    }

    private static DormancyStreaks Create() => new([("layer_0", 3), ("layer_1", 1)], members: 2);

    // In the first member the third unit is dead, the second one as it is given; the others are awake.
    private static List<UnitScores> Layers(float second)
    {
        using var scope = NewDisposeScope();
        var first = ones(2, 4, 3);
        first[0, TensorIndex.Colon, 1] = tensor(second);
        first[0, TensorIndex.Colon, 2] = tensor(0f);
        return [UnitScores.Of(first), UnitScores.Of(ones(2, 4, 1))];
    }
}
