using MtrlAkka.Cli.Commands;

namespace MtrlAkka.Cli.Tests.Commands;

public class CommandLineTests
{
    [Theory]
    [InlineData("trian", "unknown command 'trian'; did you mean train? (see ./mtrl --help)")]
    [InlineData("train --ronds 5", "unknown option '--ronds'; did you mean --rounds? (see ./mtrl train --help)")]
    [InlineData("train --ronds", "unknown option '--ronds'; did you mean --rounds? (see ./mtrl train --help)")]
    [InlineData("train quick extra", "unexpected 'extra' after train (see ./mtrl train --help)")]
    [InlineData("verify gaols", "unknown command 'gaols'; did you mean goals? (see ./mtrl verify --help)")]
    [InlineData("verify", "name a command: environments, goals, policies, learning, statistics (see ./mtrl verify --help)")]
    [InlineData("evaluate a --episodes 0", "--episodes 0: it must be at least 1 (see ./mtrl evaluate --help)")]
    [InlineData("evaluate a --episodes x", "Cannot parse argument 'x' for option '--episodes' (see ./mtrl evaluate --help)")]
    [InlineData("resume", "Required argument 'run' missing for command: 'resume' (see ./mtrl resume --help)")]
    [InlineData("verify environments", "Option '--golden' is required (see ./mtrl verify environments --help)")]
    public void A_mistake_is_one_line(string line, string expected) => Assert.Equal(expected, Describe(line));

    [Theory]
    [InlineData("train")]
    [InlineData("train quick --rounds -5 --set a=b --set c=d")]
    [InlineData("train --ronds --help")]
    [InlineData("runs --json")]
    [InlineData("--version")]
    [InlineData("verify environments --golden folder --tasks reach,push drawer-close")]
    public void Nothing_is_said_of_what_is_right(string line) => Assert.Null(Describe(line));

    private static string? Describe(string line) => CommandLineErrors.Describe(CommandTree.Create().Parse(line.Split(' ')));
}
