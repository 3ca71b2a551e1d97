// Memory and speed are measured here, so nothing runs beside.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
