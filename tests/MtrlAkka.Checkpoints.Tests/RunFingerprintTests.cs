using System.Security.Cryptography;
using System.Text.Json;

namespace MtrlAkka.Checkpoints.Tests;

public class RunFingerprintTests
{
    private static RunFingerprintBuilder Example(bool reversed = false)
    {
        var builder = new RunFingerprintBuilder();
        (FingerprintPart Part, string Name, byte Content)[] all =
            [(FingerprintPart.Weights, "actor", 1), (FingerprintPart.Weights, "critic", 2), (FingerprintPart.Replay, "0", 3)];
        foreach (var (part, name, content) in reversed ? all.Reverse() : all) builder.Add(part, name, [content]);
        return builder;
    }

    [Fact]
    public void The_order_of_contributions_does_not_matter() => Assert.Equal(Example().Build(), Example(reversed: true).Build());

    [Fact]
    public void A_change_shows_in_its_part_and_in_all()
    {
        var before = Example().Build();
        var after = Example().Add(FingerprintPart.Counters, "round", 7).Build();
        Assert.NotEqual(before.Counters, after.Counters);
        Assert.NotEqual(before.All, after.All);
        foreach (var part in Enum.GetValues<FingerprintPart>())
            if (part != FingerprintPart.Counters) Assert.Equal(before[part], after[part]);
        Assert.NotEqual(after.All, Example().Add(FingerprintPart.Counters, "roun", 7).Build().All);
        Assert.NotEqual(after.All, Example().Add(FingerprintPart.Optimiser, "round", 7).Build().All);
    }

    [Fact]
    public void Content_may_come_in_pieces()
    {
        var whole = Example().Add(FingerprintPart.Environments, "0/0", [1, 2, 3]).Build();
        var pieces = Example().Add(FingerprintPart.Environments, "0/0", static hash =>
        {
            hash.AppendData([1]);
            hash.AppendData([2, 3]);
        }).Build();
        Assert.Equal(whole, pieces);
        Assert.Throws<ArgumentException>(() => Example().Add(FingerprintPart.Weights, "actor", [1]));
    }

    [Fact]
    public void The_JSON_names_each_part()
    {
        var fingerprint = Example().Build();
        using var json = JsonDocument.Parse(fingerprint.ToJson());
        Assert.Equal(
            ["weights", "optimiser", "replay", "environments", "counters", "evaluationHistory", "all"],
            json.RootElement.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(fingerprint.All, json.RootElement.GetProperty("all").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), fingerprint.Counters);
    }
}
