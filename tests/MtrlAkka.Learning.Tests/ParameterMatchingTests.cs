namespace MtrlAkka.Learning.Tests;

public class ParameterMatchingTests
{
    [Theory]
    [InlineData("multi-head")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void The_width_found_is_the_nearest(string architecture)
    {
        SacSettings At(int width) => Settings(new NetworkSettings { Architecture = architecture, Width = width }, 10);
        long Total(int width) => ParameterMatching.Count(At(width)) is var (actor, critic) ? actor + critic : 0;
        foreach (int width in new[] { 1, 2, 77, 400 })
        {
            Assert.Equal(width, ParameterMatching.Width(At(9), Total(width)));
            long between = Total(width) + ((Total(width + 1) - Total(width)) / 2);
            Assert.Equal(width, ParameterMatching.Width(At(9), between));
            Assert.Equal(width + 1, ParameterMatching.Width(At(9), between + 1));
        }

        Assert.Equal(1, ParameterMatching.Width(At(9), 1));
        Assert.Throws<ArgumentException>(() => ParameterMatching.Width(At(9), 0));
    }

    [Fact]
    public void Usual_values_depend_on_the_number_of_tasks()
    {
        NetworkSettings ten = NetworkSettings.Reference("soft-modules", 10), fifty = NetworkSettings.Reference("soft-modules", 50);
        Assert.Equal((256, 2, 2, 256, 400), (ten.Width, ten.Depth, ten.Modules, ten.ModuleWidth, ten.EmbeddingSize));
        Assert.Equal((4, 4), (fifty.Depth, fifty.Modules));
        Assert.Equal((4096, 2), NetworkSettings.Reference("bro", 10) is var bro ? (bro.Width, bro.Depth) : default);
        Assert.Equal((6, 10), (NetworkSettings.Reference("care", 10).Experts, NetworkSettings.Reference("care", 50).Experts));
        Assert.Equal((4, 6), (NetworkSettings.Reference("moore", 10).Experts, NetworkSettings.Reference("moore", 50).Experts));
        Assert.Equal((5, 20), (NetworkSettings.Reference("paco", 10).ParameterSets, NetworkSettings.Reference("paco", 50).ParameterSets));
        Assert.Equal((50, 50, 2), NetworkSettings.Reference("film", 10) is var film ? (film.EmbeddingSize, film.EncoderWidth, film.EncoderDepth) : default);
    }

    private static SacSettings Settings(NetworkSettings network, int tasks) => new() { Tasks = tasks, Actor = network, Critic = network };
}
