using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>Every message says whether it may cross nodes, and what says so can.</summary>
public sealed class MessageKindTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create(
        "kinds",
        ConfigurationFactory.ParseString("akka.actor.provider = remote\nakka.remote.dot-netty.tcp.port = 0")
            .WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, "akka.conf")))));

    private static IEnumerable<Type> Records => typeof(ICrossesNodes).Assembly.GetTypes()
        .Where(static type => type is { IsAbstract: false, IsNested: false } && type.GetMethod("<Clone>$") is not null
            && type.Namespace!.StartsWith("MtrlAkka.Cluster.Protocol", StringComparison.Ordinal));

    [Fact]
    public void Every_message_crosses_nodes_or_stays_in_its_process()
    {
        var parts = new HashSet<Type>();
        foreach (var type in Samples.Crossing) Collect(type, parts);
        foreach (var type in Records)
        {
            int kinds = new[] { typeof(ICrossesNodes), typeof(IStaysInProcess), typeof(IRunState) }.Count(kind => type.IsAssignableTo(kind));
            Assert.True(
                kinds == 1 || (kinds == 0 && parts.Contains(type)),
                $"{type.Name} must be one of {nameof(ICrossesNodes)}, {nameof(IStaysInProcess)}, or a part of a message that crosses nodes");
        }
    }

    [Fact]
    public void What_crosses_nodes_has_one_codec_and_one_serializer()
    {
        foreach (var type in Samples.Crossing)
        {
            Assert.True(WireCodecs.Has(type), $"{type.Name} crosses nodes and has no codec: add one in Wire/Codecs");
            Assert.IsType<WireSerializer>(_system.Serialization.FindSerializerForType(type));
        }

        Assert.Equal(Samples.Crossing.Count, WireCodecs.Known.Count);
        Assert.Equal(WireCodecs.Known.Count, WireCodecs.Known.Select(static codec => codec.Name).Distinct().Count());
        Assert.All(WireCodecs.Known, static codec =>
        {
            Assert.Matches("^[a-z]+$", codec.Name);
            Assert.InRange(codec.Oldest, 1, codec.Version);
        });
    }

    [Fact]
    public void What_stays_in_its_process_is_refused_by_name()
    {
        var staying = typeof(IStaysInProcess).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IStaysInProcess)));
        Assert.All(staying, type => Assert.IsType<InProcessSerializer>(_system.Serialization.FindSerializerForType(type)));
        var step = new StepEnvironment(1, 2, default);
        var error = Assert.Throws<WireException>(() => _system.Serialization.Serialize(step));
        Assert.Contains("StepEnvironment stays in its process", error.Message);
    }

    [Fact]
    public void A_message_for_the_bulk_flow_alone_is_refused_outside_it()
    {
        var error = Assert.Throws<WireException>(() => _system.Serialization.Serialize(new EnvironmentCaptured(1, 2, 3, new byte[WireSerializer.Largest])));
        Assert.Contains("EnvironmentCaptured", error.Message);
        Assert.Contains("bulk flow", error.Message);
        Assert.True(_system.Serialization.Serialize(new EnvironmentCaptured(1, 2, 3, new byte[WireSerializer.Largest - 100])).Length <= WireSerializer.Largest);
    }

    [Fact]
    public void Actors_are_found_again()
    {
        var actor = _system.ActorOf(Props.Create(static () => new Silent()), "shard");
        var serializer = _system.Serialization.FindSerializerForType(typeof(PreparePolicy));
        var message = (PreparePolicy)new Samples(actor).Make(typeof(PreparePolicy));
        byte[] bytes = serializer.ToBinary(message);
        Assert.Contains("akka.tcp://kinds@127.0.0.1:", System.Text.Encoding.UTF8.GetString(bytes));
        Same.Check(message, ((SerializerWithStringManifest)serializer).FromBinary(bytes, WireCodecs.Of(message).Manifest));
    }

    public void Dispose() => _system.Dispose();

    // Whatever a message's properties can reach.
    private static void Collect(Type type, HashSet<Type> parts)
    {
        foreach (var property in type.GetProperties())
        {
            var of = property.PropertyType.IsArray ? property.PropertyType.GetElementType()!
                : property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            if (of.Assembly == typeof(ICrossesNodes).Assembly && parts.Add(of)) Collect(of, parts);
        }
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
