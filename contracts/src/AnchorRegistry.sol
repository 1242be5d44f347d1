// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ClinicAccess} from "./ClinicAccess.sol";

/// @title Batches of commitments under one Merkle root
/// @notice A thousand records cost one transaction; each stays provable on its own, and shows nothing of the others.
contract AnchorRegistry is ClinicAccess {
    /// @dev One word of storage: most of what anchoring costs.
    struct Batch {
        uint64 blockNumber;
        uint64 timestamp;
        uint64 count;
    }

    mapping(bytes32 root => Batch) private _batches;
    uint256 private _batchCount;

    /// @notice A batch was anchored.
    event BatchAnchored(bytes32 indexed root, uint256 indexed batchId, uint256 count);

    error RootAlreadyAnchored(bytes32 root, uint256 anchoredAtBlock);

    /// @param admin the operator: admin and the one who anchors
    constructor(address admin) ClinicAccess(admin) {}

    /// @notice Anchors a batch. Once for each root.
    /// @param root of the Merkle tree over the batch
    /// @param count how many leaves the batch has
    /// @return batchId counts from 1
    function anchorBatch(bytes32 root, uint256 count)
        external
        whenNotPaused
        onlyRole(OPERATOR_ROLE)
        returns (uint256 batchId)
    {
        if (root == bytes32(0) || count == 0) revert EmptyArgument();
        uint256 anchoredAt = _batches[root].blockNumber;
        if (anchoredAt != 0) revert RootAlreadyAnchored(root, anchoredAt);
        batchId = ++_batchCount;
        _batches[root] = Batch(uint64(block.number), uint64(block.timestamp), SafeCast.toUint64(count));
        emit BatchAnchored(root, batchId, count);
    }

    /// @notice When a root was anchored and over how many leaves; all zero when it never was.
    function rootInfo(bytes32 root) external view returns (uint256 blockNumber, uint256 timestamp, uint256 count) {
        Batch memory batch = _batches[root];
        return (batch.blockNumber, batch.timestamp, batch.count);
    }

    /// @notice Whether the root is anchored and the proof leads from the leaf to it.
    /// @dev A leaf is hashed twice, an inner node once over a sorted pair (as OpenZeppelin's StandardMerkleTree does):
    ///      no inner node can pass for a leaf, so a proof for anything but a leaf cannot be made up.
    function verify(bytes32 root, bytes32 leaf, bytes32[] calldata proof) external view returns (bool) {
        if (_batches[root].blockNumber == 0) return false;
        bytes32 hashedLeaf = keccak256(bytes.concat(keccak256(abi.encode(leaf))));
        return MerkleProof.verifyCalldata(proof, root, hashedLeaf);
    }
}
