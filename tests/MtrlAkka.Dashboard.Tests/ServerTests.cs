using System.Net;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Dashboard.Access;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>The web server, without a browser.</summary>
public class ServerTests
{
    [Fact]
    public async Task A_port_in_use_is_one_line()
    {
        using var folder = new TemporaryFolder();
        await using var server = await DashboardServer.StartAsync(Servers.Options(folder.Path, "the-tests-token"), new NoLink(), Servers.Silent);
        string port = $"port {server.Port} of 127.0.0.1 cannot be had for the dashboard";
        var taken = await Assert.ThrowsAsync<SettingsException>(() => DashboardServer.StartAsync(Servers.Options(folder.Path, "the-tests-token", server.Port), new NoLink(), Servers.Silent));
        Assert.StartsWith(port, taken.Message);
        Assert.StartsWith(port, Assert.Throws<SettingsException>(() => DashboardServer.RequireFree("127.0.0.1", server.Port)).Message);
        await using var program = new ProgramRun("dashboard", "--runs-dir", folder.Path, "--dashboard-port", $"{server.Port}");
        var (code, said) = await program.EndAsync();
        Assert.Equal(2, code);
        Assert.StartsWith($"mtrl: {port}", Assert.Single(said));
    }

    [Fact]
    public async Task Only_the_token_unlocks_and_only_its_owner()
    {
        using var folder = new TemporaryFolder();
        await using var server = await DashboardServer.StartAsync(Servers.Options(folder.Path, "the-tests-token"), new NoLink(), Servers.Silent);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.Address) };
        foreach (string wrong in new[] { "/unlock", "/unlock?token=", "/unlock?token=the-tests-toke", "/unlock?token=THE-TESTS-TOKEN" })
        {
            var refused = await client.GetAsync(wrong);
            Assert.Equal("/?unlock=wrong", refused.Headers.Location!.OriginalString);
            Assert.False(refused.Headers.TryGetValues("Set-Cookie", out _));
        }

        var unlocked = await client.GetAsync("/unlock?token=the-tests-token");
        Assert.Equal("/", unlocked.Headers.Location!.OriginalString);
        string cookie = Assert.Single(unlocked.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.DoesNotContain("the-tests-token", cookie);
    }

    [Fact]
    public void A_short_token_is_one_line_and_none_is_drawn()
    {
        var error = Assert.Throws<SettingsException>(() => OperatorToken.Of("short"));
        Assert.Contains("has 5 characters: give 8 or more", error.Message);
        var (one, other) = (OperatorToken.Of(null), OperatorToken.Of(null));
        Assert.NotEqual(one.Text, other.Text);
        Assert.True(one.Is(one.Text));
        Assert.False(one.Is(other.Text));
        Assert.False(one.Is(null));
    }

    [Fact]
    public async Task Files_beside_the_clips_are_not_given_away()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run/clips"]);
        File.WriteAllText(folder["run/config.conf"], "secret");
        File.WriteAllText(folder["run/clips/round-000000001-reach-v3.gif"], "a film");
        await using var server = await DashboardServer.StartAsync(Servers.Options(folder.Path, "the-tests-token"), new NoLink(), Servers.Silent);
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
        Assert.Equal("a film", await client.GetStringAsync("/clips/run/round-000000001-reach-v3.gif"));
        foreach (string path in new[] { "/clips/run/..%2Fconfig.conf", "/clips/..%2Frun/config.conf", "/clips/run/config.conf", "/clips/none/round-000000001-reach-v3.gif" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
    }
}
