// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ClinicAccess} from "../src/ClinicAccess.sol";
import {InsuranceVerificationContract} from "../src/InsuranceVerificationContract.sol";
import {MedicalRecordContract} from "../src/MedicalRecordContract.sol";
import {PrescriptionContract} from "../src/PrescriptionContract.sol";
import {ClinicTest} from "./Vm.sol";

/// @dev Any calls at all, in one transaction and one by one: the same results, events and errors.
contract MulticallTest is ClinicTest {
    uint256 private constant STAFF_KEY = 0x57AFF;
    uint256 private constant MOST_CALLS = 24;

    PrescriptionContract private _prescriptions;
    MedicalRecordContract private _records;
    InsuranceVerificationContract private _insurance;
    address private _staff;

    function setUp() public {
        _staff = VM.addr(STAFF_KEY);
        _prescriptions = new PrescriptionContract(address(this), SALT, CLINIC_CHAIN);
        _prescriptions.grantRole(_prescriptions.DOCTOR_ROLE(), _staff);
        _prescriptions.grantRole(_prescriptions.PHARMACY_ROLE(), _staff);
        _records = new MedicalRecordContract(address(this), SALT, CLINIC_CHAIN);
        _records.grantRole(_records.RECORDER_ROLE(), _staff);
        _insurance = new InsuranceVerificationContract(address(this));
    }

    function testFuzz_prescriptionsInOneTransactionAreAsOneByOne(uint16[] calldata seeds, bool isClean) public {
        bytes[] memory calls = new bytes[](_count(seeds));
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = _prescriptionCall(seeds[i], bytes32(i));
        }
        _compare(address(_prescriptions), calls, address(0xBEEF), isClean);
    }

    function testFuzz_recordsInOneTransactionAreAsOneByOne(uint16[] calldata seeds, bool isClean) public {
        bytes[] memory calls = new bytes[](_count(seeds));
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = _recordCall(seeds[i], bytes32(i));
        }
        _compare(address(_records), calls, address(this), isClean);
    }

    function testFuzz_claimsInOneTransactionAreAsOneByOne(uint16[] calldata seeds, bool isClean) public {
        bytes[] memory calls = new bytes[](_count(seeds));
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = _insuranceCall(seeds[i]);
        }
        _compare(address(_insurance), calls, address(this), isClean);
    }

    function testFuzz_oneRefusedCallUndoesAll(uint8 placeSeed) public {
        uint256 place = uint256(placeSeed) % 10;
        bytes[] memory calls = new bytes[](10);
        for (uint256 i = 0; i < 10; ++i) {
            bytes32 code = i == place ? bytes32(0) : bytes32(i + 1);
            calls[i] = abi.encodeCall(_insurance.verifyInsurance, (address(1), address(2), code));
        }
        VM.expectRevert(abi.encodeWithSelector(ClinicAccess.EmptyArgument.selector));
        _insurance.multicall(calls);
        for (uint256 i = 0; i < 10; ++i) {
            _require(_insurance.verificationIdOf(bytes32(i + 1)) == 0, "nothing stays of a refused transaction");
        }
    }

    function testFuzz_aStrangerGainsNothing(address stranger, bytes32 code, bool isNested) public {
        VM.assume(stranger != address(this) && stranger != _staff && code != bytes32(0));
        bytes[] memory forbidden = new bytes[](6);
        forbidden[0] = abi.encodeCall(IAccessControl.grantRole, (_insurance.OPERATOR_ROLE(), stranger));
        forbidden[1] = abi.encodeCall(IAccessControl.grantRole, (bytes32(0), stranger));
        forbidden[2] = abi.encodeCall(ClinicAccess.pause, ());
        forbidden[3] = abi.encodeCall(_insurance.verifyInsurance, (stranger, stranger, code));
        forbidden[4] = abi.encodeCall(_insurance.submitClaim, (stranger, stranger, code, 1));
        forbidden[5] = abi.encodeCall(_insurance.settlePaymentOf, (code));
        for (uint256 i = 0; i < forbidden.length; ++i) {
            bytes[] memory calls = _one(forbidden[i]);
            if (isNested) calls = _one(abi.encodeCall(Multicall.multicall, (calls)));
            VM.prank(stranger);
            VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
            _insurance.multicall(calls);
        }
    }

    function test_aRoleIsOfTheSenderNotOfTheContract() public {
        bytes[] memory calls = _one(abi.encodeCall(_records.addRecord, (address(1), SALT, 1)));
        // The operator holds no recorder's role, though it may register patients.
        VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        _records.multicall(calls);
        _records.registerPatient(address(1), SALT);
        VM.prank(_staff);
        _records.multicall(calls);
        _require(_records.getRecord(1).author == _staff, "who sends the transaction is the author");
    }

    function test_aPauseHoldsWithinTheTransaction() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(ClinicAccess.pause, ());
        calls[1] = abi.encodeCall(_insurance.verifyInsurance, (address(1), address(2), SALT));
        VM.expectRevert(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        _insurance.multicall(calls);
        _require(!_insurance.paused(), "the pause is undone too");
        _insurance.pause();
        VM.expectRevert(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        _insurance.multicall(_one(calls[1]));
    }

    function test_nothingTakesMoney() public {
        address[3] memory all = [address(_prescriptions), address(_records), address(_insurance)];
        for (uint256 i = 0; i < all.length; ++i) {
            (bool isTaken,) = all[i].call{value: 1}(abi.encodeCall(Multicall.multicall, (new bytes[](0))));
            _require(!isTaken, "a payment is refused");
        }
    }

    /// @dev Sends the calls one by one up to the first that is refused; then, from the same state, in one transaction,
    ///      where the same refusal must undo all. A clean row is one without its refused calls.
    function _compare(address target, bytes[] memory calls, address sender, bool isClean) private {
        uint256 start = VM.snapshotState();
        if (isClean) {
            (calls,,) = _oneByOne(target, calls, sender, false);
            VM.revertToState(start);
        }
        VM.recordLogs();
        (bytes[] memory sent, bytes[] memory results, bool isRefused) = _oneByOne(target, calls, sender, true);
        bytes32 logs = keccak256(abi.encode(VM.getRecordedLogs()));
        VM.revertToState(start);

        VM.recordLogs();
        VM.prank(sender);
        (bool isDone, bytes memory answer) = target.call(abi.encodeCall(Multicall.multicall, (sent)));
        _require(isDone != isRefused, "accepted as one by one");
        if (isRefused) {
            _require(keccak256(answer) == keccak256(results[results.length - 1]), "the same error");
        } else {
            _require(keccak256(answer) == keccak256(abi.encode(results)), "the same results");
            _require(keccak256(abi.encode(VM.getRecordedLogs())) == logs, "the same events, in the same order");
        }
    }

    /// @dev Stops at a refusal, which is then the last result; or leaves refused calls out.
    function _oneByOne(address target, bytes[] memory calls, address sender, bool isStopping)
        private
        returns (bytes[] memory, bytes[] memory, bool isRefused)
    {
        bytes[] memory sent = new bytes[](calls.length);
        bytes[] memory results = new bytes[](calls.length);
        uint256 count;
        for (uint256 i = 0; i < calls.length && !isRefused; ++i) {
            VM.prank(sender);
            (bool isAccepted, bytes memory result) = target.call(calls[i]);
            if (!isAccepted && !isStopping) continue;
            isRefused = !isAccepted;
            sent[count] = calls[i];
            results[count++] = result;
        }
        return (_first(sent, count), _first(results, count), isRefused);
    }

    /// @dev Few prescriptions with few fills, so that the calls meet each other.
    function _prescriptionCall(uint16 seed, bytes32 nonce) private view returns (bytes memory) {
        bytes32 hash = bytes32(1 + uint256(seed >> 4) % 3);
        bytes32 domain = _prescriptions.domainSeparator();
        if (seed % 8 == 0) {
            bytes memory cancel = abi.encode(_prescriptions.CANCEL_TYPEHASH(), hash, nonce);
            bytes memory signed = _sign(STAFF_KEY, domain, keccak256(cancel));
            return abi.encodeCall(_prescriptions.cancelPrescriptionFor, (hash, _staff, nonce, signed));
        }
        if (seed % 8 < 4) {
            bytes memory fill = abi.encode(_prescriptions.FILL_TYPEHASH(), hash, address(2), nonce);
            bytes memory signed = _sign(STAFF_KEY, domain, keccak256(fill));
            return abi.encodeCall(_prescriptions.fillPrescriptionFor, (hash, address(2), _staff, nonce, signed));
        }
        bytes memory issue = abi.encode(_prescriptions.ISSUE_TYPEHASH(), address(1), _staff, hash, 3, nonce);
        bytes memory signature = _sign(STAFF_KEY, domain, keccak256(issue));
        return abi.encodeCall(
            _prescriptions.issuePrescriptionFor, (address(1), _staff, hash, 3, _staff, nonce, signature)
        );
    }

    function _recordCall(uint16 seed, bytes32 nonce) private view returns (bytes memory) {
        address patient = address(uint160(1 + seed % 4));
        if (seed % 2 == 0) return abi.encodeCall(_records.registerPatient, (patient, SALT));
        bytes32 hash = keccak256(abi.encode(seed));
        bytes memory record = abi.encode(_records.ADD_RECORD_TYPEHASH(), patient, hash, uint256(seed), nonce);
        bytes memory signature = _sign(STAFF_KEY, _records.domainSeparator(), keccak256(record));
        return abi.encodeCall(_records.addRecordFor, (patient, hash, seed, _staff, nonce, signature));
    }

    function _insuranceCall(uint16 seed) private view returns (bytes memory) {
        bytes32 code = bytes32(1 + uint256(seed >> 4) % 8);
        if (seed % 4 == 0) return abi.encodeCall(_insurance.settlePayment, (uint256(code)));
        if (seed % 4 == 1) return abi.encodeCall(_insurance.settlePaymentOf, (code));
        if (seed % 4 == 2) return abi.encodeCall(_insurance.verifyInsurance, (address(1), address(2), code));
        return abi.encodeCall(_insurance.submitClaim, (address(1), address(2), code, seed));
    }

    function _count(uint16[] calldata seeds) private pure returns (uint256) {
        return seeds.length < MOST_CALLS ? seeds.length : MOST_CALLS;
    }

    function _first(bytes[] memory all, uint256 count) private pure returns (bytes[] memory some) {
        some = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            some[i] = all[i];
        }
    }

    function _one(bytes memory call) private pure returns (bytes[] memory calls) {
        calls = new bytes[](1);
        calls[0] = call;
    }
}
