using Microsoft.Playwright;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>The page of a real training, in a real browser.</summary>
public class LivePageTests(TrainedPage trained) : IClassFixture<TrainedPage>
{
    private static readonly string[] Pages =
        ["/", "/runs/small", "/runs/small/plasticity", "/runs/small/checkpoints", "/runs/small/warnings", "/runs/small/clips", "/cluster", "/operator", "/runs/none", "/studies/none"];

    [ChromiumFact]
    public async Task Every_page_loads_by_itself_and_nothing_goes_wrong_on_it()
    {
        await using var window = await trained.Browser.OpenAsync(trained.Address);
        foreach (string page in Pages)
        {
            await window.GoAsync(page);
            Assert.DoesNotContain("cannot be shown", await window.Page.ContentAsync());
        }

        await window.GoAsync("/runs/small");
        await Assertions.Expect(window.Page.GetByTestId("chart")).ToHaveCountAsync(7);
        await window.TextAsync("tile-success", static text => text.Contains('.'), "a success rate");
        await window.GoAsync("/runs/small/plasticity");
        // The actor, two critics and their targets.
        await Assertions.Expect(window.Page.GetByTestId("heat-map")).ToHaveCountAsync(5);
        await window.Page.GetByLabel("Measure").SelectOptionAsync("weight_norm");
        await Assertions.Expect(window.Page.GetByTestId("heat-map")).ToHaveCountAsync(5);
        await window.GoAsync("/cluster");
        await Assertions.Expect(window.Page.GetByTestId("node")).ToContainTextAsync("hosts learner, evaluator, shard 0, 3 environments");
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task Figures_change_as_the_run_goes_on()
    {
        await using var window = await trained.Browser.OpenAsync(trained.Address);
        await window.GoAsync("/runs/small");
        string first = await window.TextAsync("rounds", static text => text.Length > 0 && text[0] != '0', "how many rounds are done");
        await window.TextAsync("rounds", text => text != first, "another round");
        var path = window.Page.GetByTestId("chart").Filter(new LocatorFilterOptions { HasText = "Critic loss" }).Locator("path.line");
        string drawn = (await path.GetAttributeAsync("d"))!;
        await Assertions.Expect(path).Not.ToHaveAttributeAsync("d", drawn, new LocatorAssertionsToHaveAttributeOptions { Timeout = 30_000 });
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task Without_the_token_nobody_can_act_and_a_wrong_one_says_so()
    {
        await using var window = await trained.Browser.OpenAsync(trained.Address);
        await window.GoAsync("/runs/small");
        await window.Page.GetByText("read-only: give the token to act").ClickAsync();
        Assert.Equal(0, await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause" }).CountAsync());
        await window.Page.GetByLabel("Token", new PageGetByLabelOptions { Exact = true }).FillAsync("not the token");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Unlock" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByTestId("wrong-token")).ToHaveTextAsync("wrong token: the right one was printed where this page was started; until then the page is read-only");
        await window.GoAsync("/operator");
        await window.Page.GetByLabel("Token", new PageGetByLabelOptions { Exact = true }).FillAsync(TrainedPage.Token);
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Unlock" }).ClickAsync();
        await window.GoAsync("/runs/small");
        await Button(window, "Pause").WaitForAsync();
        await window.GoAsync("/operator");
        await Button(window, "Make it read-only").ClickAsync();
        await window.GoAsync("/runs/small");
        await window.Page.GetByText("read-only: give the token to act").WaitForAsync();
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task Checkpoint_now_commits_one()
    {
        await using var window = await UnlockedAsync("/runs/small/checkpoints");
        int before = RunJournal.Read(trained.Run).Committed.Count;
        await Button(window, "Checkpoint now").ClickAsync();
        await window.Page.GetByText("a checkpoint is under way").WaitForAsync();
        await window.Page.GetByTestId("checkpoints").Locator("tbody tr").Nth(before).WaitForAsync();
        string newest = await window.Page.GetByTestId("checkpoints").Locator("tbody tr").First.InnerTextAsync();
        var committed = RunJournal.Read(trained.Run).Committed;
        Assert.Equal(before + 1, committed.Count);
        Assert.StartsWith(committed[^1].Round.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), newest);
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task Pause_lets_the_run_stand_still_behind_a_checkpoint_until_resume()
    {
        await using var window = await UnlockedAsync("/runs/small");
        await Button(window, "Pause").ClickAsync();
        await window.TextAsync("phase", static text => text == "paused", "paused");
        await window.TextAsync("alarm", static text => text.StartsWith("the run is paused behind round", StringComparison.Ordinal), "that the run is paused");
        string at = $"{LastRound().ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} of 10,000,000 rounds";
        await window.TextAsync("rounds", text => text == at, at);
        await Button(window, "Resume").ClickAsync();
        await window.TextAsync("phase", static text => text == "training", "training");
        await window.TextAsync("rounds", text => text != at, "another round");
        await Assertions.Expect(window.Page.GetByTestId("alarm")).ToHaveCountAsync(0);
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task Films_of_the_last_checkpoint_are_made_and_shown()
    {
        await using var window = await UnlockedAsync("/runs/small/clips");
        // A paused run has a checkpoint, and leaves the processor to the film.
        await Button(window, "Pause").ClickAsync();
        await window.TextAsync("phase", static text => text == "paused", "paused");
        await Button(window, "Film the last checkpoint").ClickAsync();
        await window.Page.GetByTestId("filming").WaitForAsync();
        var clip = window.Page.GetByTestId("clips").Locator("img").First;
        await clip.WaitForAsync(new LocatorWaitForOptions { Timeout = 180_000 });
        await window.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=clips] img').naturalWidth === 320");
        Assert.True(FilmedLast());
        await Button(window, "Resume").ClickAsync();
        await window.TextAsync("phase", static text => text == "training", "training");

        // From now on by itself.
        await window.Page.GetByTestId("filming").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached, Timeout = 180_000 });
        await window.Page.GetByLabel("Film each new checkpoint").CheckAsync();
        await Button(window, "Pause").ClickAsync();
        await window.TextAsync("phase", static text => text == "paused", "paused");
        await window.TextAsync("clips", text => text.Contains($"after {LastRound().ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} rounds", StringComparison.Ordinal), "the last checkpoint's round");
        Assert.True(FilmedLast());
        await Button(window, "Resume").ClickAsync();
        await window.TextAsync("phase", static text => text == "training", "training");
        Assert.Empty(window.Wrong);
    }

    [ChromiumFact]
    public async Task It_fits_a_phone_and_is_dark_for_those_who_like_it()
    {
        await using var phone = await trained.Browser.OpenAsync(trained.Address, width: 360, dark: true);
        foreach (string page in new[] { "/", "/cluster", "/runs/small/checkpoints", "/runs/small/plasticity", "/runs/small" })
        {
            await phone.GoAsync(page);
            Assert.True(await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{page} is wider than a phone");
        }

        await phone.Page.WaitForFunctionAsync("() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); return r + g + b < 200; }");
        await phone.Page.GetByLabel("Pages", new PageGetByLabelOptions { Exact = true }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Cluster" }).ClickAsync();
        await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Cluster");
        await phone.Page.GetByLabel("Light colours").ClickAsync();
        await phone.Page.WaitForFunctionAsync("() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); return r + g + b > 600; }");
        Assert.Empty(phone.Wrong);
    }

    private long LastRound() => RunJournal.Read(trained.Run).Committed[^1].Round;

    private bool FilmedLast() =>
        Directory.GetFiles(Path.Combine(trained.Run.Path, "clips")).Any(file => Path.GetFileName(file).StartsWith($"round-{LastRound():D9}-", StringComparison.Ordinal));

    private static ILocator Button(Window window, string name) => window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });

    private async Task<Window> UnlockedAsync(string page)
    {
        var window = await trained.Browser.OpenAsync(trained.Address);
        await window.GoAsync($"/unlock?token={TrainedPage.Token}");
        await window.GoAsync(page);
        return window;
    }
}
