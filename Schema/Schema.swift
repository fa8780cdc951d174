// The migrations themselves are generated into this target by the EmbedMigrations plugin.
