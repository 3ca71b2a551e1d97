using MtrlAkka.Load.NBomber;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Scenarios;
using NBomber.CSharp;

if (args is not [var name, var load, var program, ..])
{
    Console.Error.WriteLine("usage: SCENARIO PROFILE MTRL.DLL [REPORTS] (README.md)");
    return 2;
}

try
{
    var folder = Directory.CreateTempSubdirectory("mtrl-nbomber-");
    try
    {
        var profile = LoadProfile.Parse(load);
        await using var scenario = ScenarioCatalog.Create(name, new LoadSetup(["dotnet", Path.GetFullPath(program)], null, folder.FullName));
        var adapter = new NBomberScenario(scenario);
        var stats = NBomberRunner
            .RegisterScenarios(adapter.Under(profile))
            .WithTestSuite("mtrl")
            .WithTestName(name)
            .WithReportFolder(args is [_, _, _, var reports, ..] ? reports : "nbomber-reports")
            .Run();
        foreach (string violation in adapter.Violations) Console.Error.WriteLine(violation);
        return adapter.Violations.Count == 0 && stats.ScenarioStats.All(static one => one.Fail.Request.Count == 0) ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}
catch (Exception error) when (error is InvalidDataException or FormatException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
