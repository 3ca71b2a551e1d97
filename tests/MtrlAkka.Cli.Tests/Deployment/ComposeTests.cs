using MtrlAkka.Cli.Commands;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Stores;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MtrlAkka.Cli.Tests.Deployment;

/// <summary>What the compose file has containers do is what the program understands, and its parts name each other rightly.</summary>
public class ComposeTests
{
    private static readonly Dictionary<object, object> Compose = Read("docker-compose.yml");
    private static readonly Dictionary<object, object> Services = In(Compose, "services");

    /// <summary>Services that are nodes, by their names.</summary>
    private static IEnumerable<(string Name, Dictionary<object, object> Service, string[] Command)> Nodes => Services
        .Select(static pair => (Name: (string)pair.Key, Service: (Dictionary<object, object>)pair.Value))
        .Where(static service => service.Service.GetValueOrDefault("command") is string command && command.StartsWith("cluster node ", StringComparison.Ordinal))
        .Select(static service => (service.Name, service.Service, ((string)service.Service["command"]).Split(' ')));

    [Fact]
    public void Every_node_is_started_with_a_command_line_that_the_program_takes()
    {
        var roles = NodeRoles.None;
        foreach (var (name, service, command) in Nodes)
        {
            // The image's own script gives the name of the container.
            string? mistake = CommandLineErrors.Describe(CommandTree.Create().Parse([.. command, "--host", name]));
            Assert.True(mistake is null, $"{name}: {mistake}");
            var own = NodeRoleNames.Parse(Single(command, "--roles"));
            roles |= own;
            foreach (string seed in All(command, "--seed"))
            {
                var (host, port) = HostPort.Parse(seed);
                var target = In(Services, host);
                Assert.Equal(host, target["hostname"]);
                Assert.Equal(Single(((string)target["command"]).Split(' '), "--port"), $"{port}");
            }

            // Who leads a run has to do with its journal, and nobody else.
            Assert.Equal(own.HasFlag(NodeRoles.Coordinator), service.ContainsKey("environment"));
            Assert.Contains($"{Single(command, "--runs-dir")}", ((List<object>)service["volumes"]).Select(static volume => ((string)volume).Split(':')[1]));
            Assert.Equal("unless-stopped", service["restart"]);
        }

        Assert.Equal(NodeRoles.All, roles);
        Assert.Equal(2, Nodes.SelectMany(static node => All(node.Command, "--seed")).Distinct().Count());
    }

    [Fact]
    public void Health_and_metrics_are_asked_where_nodes_answer()
    {
        string[] ports = [.. Nodes.Select(static node => Single(node.Command, "--http")).Distinct()];
        string port = Assert.Single(ports);
        foreach (var (_, service, _) in Nodes)
            Assert.Contains($"http://localhost:{port}/ready", (List<object>)In(service, "healthcheck")["test"]);
        var scraped = (Dictionary<object, object>)((List<object>)Read("deploy/prometheus.yml")["scrape_configs"])[0];
        var found = (Dictionary<object, object>)((List<object>)scraped["dns_sd_configs"])[0];
        Assert.Equal(port, found["port"]);
        var names = ((List<object>)found["names"]).Cast<string>().Order(StringComparer.Ordinal);
        Assert.Equal(Nodes.Select(static node => (string)node.Service.GetValueOrDefault("hostname", node.Name)).Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void The_database_that_nodes_name_is_the_one_that_is_there()
    {
        var database = In(In(Services, "postgres"), "environment");
        foreach (var (_, service, _) in Nodes.Where(static node => node.Service.ContainsKey("environment")))
        {
            string text = (string)In(service, "environment")[PostgresJournal.Variable];
            Assert.Equal($"postgres:5432/{database["POSTGRES_DB"]}", new PostgresJournal(text, "run").Server);
            Assert.Contains($"Username={database["POSTGRES_USER"]};", text);
            Assert.Contains($"Password={database["POSTGRES_PASSWORD"]};", text);
        }
    }

    [Fact]
    public void The_image_has_what_its_script_names()
    {
        string image = File.ReadAllText(Path.Combine(Root, "Dockerfile")), script = File.ReadAllText(Path.Combine(Root, "deploy", "mtrl"));
        foreach (string name in new[] { "libmklamd.so", "app" })
        {
            Assert.Contains($"$here/{name}", script);
            Assert.Contains($"/opt/mtrl/{name}", image);
        }

        foreach (var (_, service, _) in Nodes) Assert.Contains($"AS {In(service, "build")["target"]}\n", image);
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(Path.Combine(Root, "deploy", "mtrl")).HasFlag(UnixFileMode.OtherExecute));
    }

    private static string Root
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) at = at.Parent;
            return at?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
        }
    }

    private static Dictionary<object, object> Read(string file)
    {
        using var reader = File.OpenText(Path.Combine(Root, file));
        return (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(reader)))!;
    }

    private static Dictionary<object, object> In(Dictionary<object, object> parent, string key)
    {
        Assert.True(parent.ContainsKey(key), $"there is no {key}");
        return (Dictionary<object, object>)parent[key];
    }

    private static string[] All(string[] command, string option) =>
        [.. command.Index().Where(word => word.Item == option).Select(word => command[word.Index + 1])];

    private static string Single(string[] command, string option) => Assert.Single(All(command, option));
}
